import type { DocumentSnapshot, Entity, EntityDocument, EventSchemas, Store } from '@docket/core'
import { useCallback } from 'react'
import { useStore } from './docket-provider.tsx'

/** How a component follows one document: opened when it has been rendered, never while it renders. */
export interface FollowedDocument<State, Schemas extends EventSchemas> {
  readonly store: Store
  readonly subscribe: (listener: () => void) => () => void
  /** The document if anybody has opened it yet. */
  readonly peek: () => EntityDocument<State, Schemas> | undefined
}

export function useDocument<State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
): FollowedDocument<State, Schemas> {
  const store = useStore()
  const subscribe = useCallback(
    (listener: () => void) => {
      const document = store.open(entity, id)
      const stop = document.subscribe(listener)
      return () => {
        stop()
        document.close()
      }
    },
    [store, entity, id],
  )
  const peek = useCallback(() => store.peek(entity, id), [store, entity, id])
  return { store, subscribe, peek }
}

const loadingSnapshots = new WeakMap<object, DocumentSnapshot<unknown>>()

/** What there is to show of a document before it is opened, and on a server: always the same object for an entity. */
export function loadingSnapshot<State>(entity: { readonly initial: State }): DocumentSnapshot<State> {
  const known = loadingSnapshots.get(entity)
  // It was made below from this entity.
  if (known !== undefined) return known as DocumentSnapshot<State>
  const status = { loaded: false, synced: false, events: 0, unsaved: 0, uncommitted: 0, rejected: 0, notUnderstood: 0 }
  const made = { state: entity.initial, status }
  loadingSnapshots.set(entity, made)
  return made
}
