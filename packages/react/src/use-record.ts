import type { Entity, EntityDocument, EventSchemas } from '@docket/core'
import { useCallback, useEffect } from 'react'
import { useStore } from './docket-provider.tsx'

/**
 * Records events into a document, which is open while the component is mounted; the same function until the document is
 * another one. It throws, and nothing has changed, when the payload is not valid or a guard refuses.
 *
 *     const record = useRecord(order, id)
 *     record('item_added', { item })
 */
export function useRecord<State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
): EntityDocument<State, Schemas>['record'] {
  const store = useStore()
  useEffect(() => {
    const document = store.open(entity, id)
    return () => document.close()
  }, [store, entity, id])
  return useCallback(
    (type, payload, options) => {
      // Held for the call, so that it works in effects of children and after unmounting too.
      const document = store.open(entity, id)
      try {
        return document.record(type, payload, options)
      } finally {
        document.close()
      }
    },
    [store, entity, id],
  )
}
