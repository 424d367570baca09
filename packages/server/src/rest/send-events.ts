import { type Entity, type EventRecord, type JsonObject, nextEventId, systemClock } from '@docket/core'
import { authorOf } from './author-of.ts'
import type { DocketClient, Sent } from './docket-client.ts'
import { RestError } from './errors.ts'
import type { RestEvent } from './rest-options.ts'

/** The newest id that was made here: two events of one millisecond keep their order. */
let newest: string | undefined

/** The events as they would stand in the document now. */
export function eventsOf(entity: Entity, events: readonly RestEvent[], headers: Headers): readonly EventRecord[] {
  const at = systemClock.now()
  const author = authorOf(headers)
  return events.map(({ type, payload }) => {
    newest = nextEventId(newest, at)
    // What will be sent is what is judged: without members that are undefined.
    const sent: JsonObject = JSON.parse(JSON.stringify(payload ?? null))
    return { id: newest, type, v: entity.events[type]?.version ?? 1, at, ...author, payload: sent }
  })
}

export interface Sending {
  readonly client: DocketClient
  readonly entity: string
  readonly id: string
  /** The client's `Idempotency-Key`. */
  readonly key: string | undefined
  /** Why the events would have no effect on the state as it is. */
  readonly refusal: RestError | undefined
}

/**
 * Records the events: all or none of them.
 *
 * What is refused now may have been recorded when it was sent before. Only its key tells, so it is sent with something that
 * keeps all of it out (HTTP3), unless the key is known.
 *
 * @throws RestError, AnsweredError
 */
export async function sendEvents(events: readonly EventRecord[], sending: Sending): Promise<void> {
  const { client, entity, id, key, refusal } = sending
  const [first] = events
  if (refusal !== undefined && (key === undefined || first === undefined)) throw refusal
  if (first === undefined) return
  const address = { entity_type: entity, entity_id: id }
  const batch: unknown[] = events.map(({ id, type, v, payload }, index) => ({
    ...address,
    id,
    event_type: type,
    schema_version: v,
    payload,
    ...(key !== undefined && { idempotency_key: index === 0 ? key : `${key}#${index}` }),
  }))
  if (refusal !== undefined) batch.push(address)
  // A single event that a rule rejects stays in the trail, as any that comes by HTTP.
  const sent = await client.send(batch, batch.length > 1)
  const rejected = sent.rejected.find(({ index, code }) => index < events.length && code !== 'withheld')
  if (rejected !== undefined) throw rejectionError(rejected)
  if (refusal !== undefined && !sent.accepted.includes(first.id)) throw refusal
  const [useless] = sent.no_effect
  if (useless !== undefined) throw new RestError(409, 'no_effect', useless.reason, true)
}

const STATUS: Readonly<Record<string, number>> = {
  role_forbidden: 403,
  actor_forbidden: 403,
  forbidden: 403,
  document_full: 409,
  event_too_large: 413,
  document_corrupt: 503,
  document_unreadable: 503,
}

function rejectionError({ code, reason, recorded }: Sent['rejected'][number]): RestError {
  return new RestError(STATUS[code] ?? 422, code, reason, recorded)
}
