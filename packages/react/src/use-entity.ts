import type { DocumentSnapshot, Entity, EventSchemas } from '@docket/core'
import { useMemo } from 'react'
import { loadingSnapshot, useDocument } from './use-document.ts'
import { useKeptValue } from './use-kept-value.ts'

/**
 * The state and the status of a document, which is open while the component is mounted. Until it is loaded, and when
 * rendered on a server, the state is the entity's initial one and `status.loaded` is false.
 *
 *     const { state, status } = useEntity(order, id)
 *
 * With a selector: what it selects, and the component renders again only when that is another value (or an array or
 * object with other entries). The selector may be written inline.
 *
 *     const lines = useEntity(order, id, ({ state }) => state.items.length)
 */
export function useEntity<State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
): DocumentSnapshot<State>
export function useEntity<State, Schemas extends EventSchemas, Selected>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
  select: (snapshot: DocumentSnapshot<State>) => Selected,
): Selected
export function useEntity<State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
  select: (snapshot: DocumentSnapshot<State>) => unknown = everything,
): unknown {
  const { subscribe, peek } = useDocument(entity, id)
  const { onDevice, onServer } = useMemo(() => {
    const selectOnce = oncePerSnapshot(select)
    return {
      onDevice: () => selectOnce(peek()?.snapshot() ?? loadingSnapshot(entity)),
      onServer: () => selectOnce(loadingSnapshot(entity)),
    }
  }, [peek, entity, select])
  return useKeptValue(subscribe, onDevice, onServer)
}

function everything<State>(snapshot: DocumentSnapshot<State>): DocumentSnapshot<State> {
  return snapshot
}

function oncePerSnapshot<Snapshot, T>(select: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  let last: { readonly snapshot: Snapshot; readonly value: T } | undefined
  return (snapshot) => {
    if (last === undefined || last.snapshot !== snapshot) last = { snapshot, value: select(snapshot) }
    return last.value
  }
}
