import * as Y from 'yjs'
import { type EventRecord, isEventRecord } from '../event/event-record.ts'
import { deepFreeze } from '../event/json.ts'
import { reportUncaught } from '../event/report-uncaught.ts'
import { isVerdictRecord, type VerdictRecord } from '../event/verdict-record.ts'
import type { Clocks, Position } from './clocks.ts'
import { newClient } from './new-client.ts'

/** The root type to which events are appended, by clients and the server. */
export const EVENTS = 'events'
/** The root type to which verdicts are appended, by the server alone. */
export const VERDICTS = 'verdicts'

export interface PlacedEvent extends Position {
  readonly event: EventRecord
}

/** Records of a document, for example those that a transaction added. */
export interface Additions {
  readonly events: readonly PlacedEvent[]
  readonly verdicts: readonly VerdictRecord[]
}

/** The document's events as Yjs has them: in the order of being merged, not in that of their ids. */
export function eventsOf(doc: Y.Doc): Y.Array<EventRecord> {
  return doc.getArray<EventRecord>(EVENTS)
}

/** The document's verdicts as Yjs has them. */
export function verdictsOf(doc: Y.Doc): Y.Array<VerdictRecord> {
  return doc.getArray<VerdictRecord>(VERDICTS)
}

/** Yjs joins what one client appends, and copies the run each time: so a long one is left for another client. */
const LONGEST_RUN = 2_000

/**
 * Appends events in a transaction of their own. Returns where the first stands; the others follow it. A listener of the
 * document that throws does not undo it: the events are there.
 */
export function appendEvents(doc: Y.Doc, events: readonly EventRecord[], origin: unknown): Position {
  if (Y.getState(doc.store, doc.clientID) >= LONGEST_RUN) doc.clientID = newClient()
  const clock = Y.getState(doc.store, doc.clientID)
  try {
    doc.transact(() => eventsOf(doc).push([...events]), origin)
  } catch (error) {
    if (Y.getState(doc.store, doc.clientID) === clock) throw error
    reportUncaught(error)
  }
  return { client: doc.clientID, clock }
}

/**
 * The records that a transaction added, in time proportional to their number: it looks at each client's newest structs
 * only. Call it in `afterTransaction`, while Yjs has not yet merged neighbouring items. They are the document's own
 * objects, and so frozen: who changed one would change what is sent and stored.
 *
 * @param covered passes over what is covered
 */
export function additionsOf(transaction: Y.Transaction, covered?: Clocks): Additions {
  const { doc, beforeState, afterState, changed } = transaction
  if (!changed.has(eventsOf(doc)) && !changed.has(verdictsOf(doc))) return { events: [], verdicts: [] }
  return recordsSince(doc, beforeState, afterState, covered)
}

/** All records of a document that are not covered. */
export function recordsOf(doc: Y.Doc, covered: Clocks): Additions {
  return recordsSince(doc, new Map(covered.pairs), Y.decodeStateVector(Y.encodeStateVector(doc)), covered)
}

function recordsSince(
  doc: Y.Doc,
  beforeState: ReadonlyMap<number, number>,
  afterState: ReadonlyMap<number, number>,
  covered?: Clocks,
): Additions {
  const events: PlacedEvent[] = []
  const verdicts: VerdictRecord[] = []
  const eventRoot = eventsOf(doc)
  const verdictRoot = verdictsOf(doc)
  for (const [client, after] of afterState) {
    const before = beforeState.get(client) ?? 0
    if (after <= before) continue
    for (const item of structsSince(doc, client, before)) {
      readItem(item, (value, at) => {
        if (covered?.covers(at)) return
        if (item.parent === eventRoot && isEventRecord(value)) events.push({ event: deepFreeze(value), ...at })
        if (item.parent === verdictRoot && isVerdictRecord(value)) verdicts.push(deepFreeze(value))
      })
    }
  }
  return { events, verdicts }
}

function structsSince(doc: Y.Doc, client: number, clock: number): Y.Item[] {
  const structs = doc.store.clients.get(client) ?? []
  const items: Y.Item[] = []
  for (let index = structs.length - 1; index >= 0; index--) {
    const struct = structs[index]
    if (struct === undefined || struct.id.clock + struct.length <= clock) break
    if (struct instanceof Y.Item && !struct.deleted) items.push(struct)
  }
  return items.reverse()
}

function readItem(item: Y.Item, visit: (value: unknown, at: Position) => unknown): void {
  const values: readonly unknown[] = item.content.getContent()
  values.forEach((value, offset) => {
    visit(value, { client: item.id.client, clock: item.id.clock + offset })
  })
}
