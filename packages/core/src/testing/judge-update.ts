import * as Y from 'yjs'
import { EVENTS } from '../document/layout.ts'
import { type EventRecord, isEventRecord, isSameEvent, notEventBecause } from '../event/event-record.ts'
import { RefusedError } from '../transport/transport.ts'

/** What a local server knows of a document when it judges an update. */
export interface JudgedAgainst {
  clockOf(client: number): number
  eventOf(id: string): EventRecord | undefined
  readonly events: number
  readonly maxEvents: number
}

/** Why an update breaks the protocol, as the real gate says it (GAT2, in short). Nothing is applied. */
export function breachOf(update: Uint8Array, known: JudgedAgainst): RefusedError | undefined {
  const { structs, ds } = Y.decodeUpdate(update)
  if (ds.clients.size > 0) return new RefusedError('deletion', 'events are never deleted')
  const clocks = new Map<number, number>()
  let fresh = 0
  for (const struct of structs) {
    const { client, clock } = struct.id
    const expected = clocks.get(client) ?? known.clockOf(client)
    if (struct instanceof Y.Skip || clock > expected) return new RefusedError('update_gap', 'something is missing')
    clocks.set(client, Math.max(expected, clock + struct.length))
    if (clock + struct.length <= expected) continue
    if (!(struct instanceof Y.Item)) return new RefusedError('deletion', 'events are never deleted')
    const root: unknown = struct.parent
    if (typeof root === 'string' && root !== EVENTS) return new RefusedError('root_unknown', `no root "${root}"`)
    for (const value of (struct.content.getContent() as readonly unknown[]).slice(Math.max(expected - clock, 0))) {
      if (!isEventRecord(value)) return new RefusedError('event_malformed', notEventBecause(value) ?? 'not an event')
      const same = known.eventOf(value.id)
      if (same === undefined) fresh++
      else if (!isSameEvent(same, value)) {
        return new RefusedError('event_id_reused', `the id ${value.id} belongs to another event`)
      }
    }
  }
  if (known.events + fresh <= known.maxEvents) return undefined
  return new RefusedError('document_full', `a document holds at most ${known.maxEvents} events`)
}
