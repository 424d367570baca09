import type { DocumentLog, SaveState } from '../document/document-log.ts'
import type { Effect } from '../entity/apply-event.ts'
import type { EventRecord } from '../event/event-record.ts'

/** One event of a document's history, with what it did and how safe it is. */
export interface HistoryEntry {
  readonly event: EventRecord
  readonly effect: Effect
  readonly saveState: SaveState
}

/** The history in the order of what happened. Entries that did not change keep their identity. */
export function historyOf(document: DocumentLog, previous: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const before = new Map(previous.map((entry) => [entry.event.id, entry]))
  return document.log.entries.map(({ event, effect }) => {
    const saveState = document.saveStateOf(event.id)
    const known = before.get(event.id)
    const same = known !== undefined && known.effect === effect && known.saveState === saveState
    return same ? known : { event, effect, saveState }
  })
}
