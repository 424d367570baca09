import { type EventRecord, type JsonObject, nextEventId } from '@docket/core'
import type { CommittedEvent } from '../src/books/committed-event.ts'
import { OrderEvents } from '../src/books/order-events.ts'
import type { OrderTrail } from '../src/books/order-trail.ts'
import type { Happening } from './given.ts'

export interface Circumstances {
  /** When it happened, ms. */
  readonly atMs?: number
  /** When the ledger recorded it; at once unless told. */
  readonly recordedAtMs?: number
  readonly by?: string
  readonly device?: string
  /** Why the server rejected it. */
  readonly rejected?: string
}

/** A ledger written by hand: numbers in the order of the calls, places in the order of `atMs`. */
export interface TestLedger {
  readonly newestSeq: number
  commit(orderId: string, happening: Happening, circumstances?: Circumstances): CommittedEvent
  trails(): readonly OrderTrail[]
}

export function testLedger(): TestLedger {
  const events: CommittedEvent[] = []
  return {
    get newestSeq() {
      return events.length
    },
    commit(orderId, [type, payload], { atMs, recordedAtMs, by = 'ada', device = 'till-A', rejected } = {}) {
      const at = atMs ?? 1_000 * (events.length + 1)
      const event = eventOf(type, payload, at, by, device)
      const recorded = recordedAtMs ?? at
      const verdict = rejected === undefined ? undefined : { ref: event.id, code: 'no', reason: rejected, at: recorded }
      const one = { seq: events.length + 1, orderId, event, recordedAtMs: recorded, submittedBy: device, verdict }
      events.push(one)
      return one
    },
    trails() {
      const orders = new OrderEvents()
      orders.add(events)
      return orders.trails()
    },
  }
}

function eventOf(type: string, payload: JsonObject, at: number, by: string, device: string): EventRecord {
  return { id: nextEventId(undefined, at), type, v: 1, at, by, device, payload }
}
