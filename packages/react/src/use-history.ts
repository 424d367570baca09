import type { Entity, EventSchemas, HistoryEntry } from '@docket/core'
import { useCallback, useSyncExternalStore } from 'react'
import { useDocument } from './use-document.ts'

const NO_HISTORY: readonly HistoryEntry[] = []

/**
 * All events of a document in the order of what happened, with what each did and how safe it is. Entries that did not
 * change keep their identity. Empty until the document is loaded, and on a server.
 */
export function useHistory<State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
): readonly HistoryEntry[] {
  const { subscribe, peek } = useDocument(entity, id)
  const history = useCallback(() => peek()?.history() ?? NO_HISTORY, [peek])
  return useSyncExternalStore(subscribe, history, noHistory)
}

function noHistory(): readonly HistoryEntry[] {
  return NO_HISTORY
}
