import { EventLog, type JsonObject, nextEventId, type StateOf } from '@docket/core'
import { order } from '../src/order.ts'

/** What happened, in short: an event's type and payload. */
export type Happening = readonly [type: keyof typeof order.events, payload: JsonObject]

export interface Outcome {
  readonly state: StateOf<typeof order>
  /** Why the last event had no effect; undefined when it had one. */
  readonly refused: string | undefined
}

/** given(what has happened).when(what happens now) → what follows from it. */
export function given(...before: readonly Happening[]): { when(...now: Happening): Outcome; when(): Outcome } {
  return {
    when(...now: [] | Happening): Outcome {
      const log = new EventLog(order)
      for (const [type, payload] of now.length === 0 ? before : [...before, now]) {
        const at = 1_000 + log.entries.length * 1_000
        const id = nextEventId(log.newestId, at)
        log.add([{ id, type, v: 1, at, by: 'ada', device: 'till-a', payload }])
      }
      const last = log.entries.at(-1)?.effect
      const refused = last?.kind === 'no_effect' ? last.reason : undefined
      return { state: log.state as StateOf<typeof order>, refused }
    },
  }
}

export function item(id: string, quantity = 1, price_minor = 450): JsonObject {
  return { id, name: `Item ${id}`, quantity, price_minor }
}

export const created: Happening = ['created', { table_number: 5 }]
export const added = (id: string, quantity?: number): Happening => ['item_added', { item: item(id, quantity) }]
export const removed = (item_id: string): Happening => ['item_removed', { item_id }]
export const more = (item_id: string, by: number): Happening => ['item_quantity_changed', { item_id, by }]
export const now = (new_status: string): Happening => ['state_changed', { new_status }]
