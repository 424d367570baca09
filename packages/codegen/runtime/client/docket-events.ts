import * as z from 'zod/mini'
import { type Api, type CallOptions, callApi } from './call-api.ts'

const rejected = z.object({
  index: z.int(),
  id: z.nullable(z.string()),
  code: z.string(),
  reason: z.string(),
  recorded: z.boolean(),
})

const batchAnswer = z.object({
  accepted: z.array(z.string()),
  rejected: z.array(rejected),
  duplicates: z.array(z.object({ id: z.string(), event_id: z.string() })),
  no_effect: z.array(z.object({ id: z.string(), effect: z.string(), reason: z.string() })),
})
export type BatchAnswer = z.infer<typeof batchAnswer>

const committedEvent = z.looseObject({
  event_id: z.string(),
  seq: z.int(),
  event_type: z.string(),
  entity_type: z.string(),
  entity_id: z.string(),
  payload: z.record(z.string(), z.unknown()),
  schema_version: z.int(),
  occurred_at: z.string(),
  recorded_at: z.string(),
  actor_id: z.nullable(z.string()),
  device_id: z.string(),
  submitted_by: z.string(),
  ref: z.nullable(z.string()),
  verdict: z.enum(['accepted', 'rejected']),
  reject_code: z.nullable(z.string()),
  reject_reason: z.nullable(z.string()),
})
export type CommittedEvent = z.infer<typeof committedEvent>

const eventPage = z.object({ events: z.array(committedEvent), next: z.int() })
export type EventPage = z.infer<typeof eventPage>

/** An event as `POST /v1/events/batch` takes it; `Payloads` are those of each entity by the names of its events. */
export type NewEvent<Payloads> = {
  [Entity in keyof Payloads]: {
    [Type in keyof Payloads[Entity]]: {
      /** A UUIDv7 in lower case: its identity and its place in the order. */
      readonly id: string
      readonly entity_type: Entity
      readonly entity_id: string
      readonly event_type: Type
      readonly payload: Payloads[Entity][Type]
      /** When it happened: RFC 3339, or ms since the epoch. */
      readonly timestamp: string | number
      readonly user_id?: string | null
      readonly idempotency_key?: string
      readonly schema_version?: number
      readonly ref?: string
    }
  }[keyof Payloads[Entity]]
}[keyof Payloads]

/**
 * Records at most 500 events. What is accepted is committed when it answers; asking again doubles nothing.
 *
 * @throws ApiError
 */
export function recordEvents<Payloads>(
  api: Api,
  events: readonly NewEvent<Payloads>[],
  options?: CallOptions,
): Promise<BatchAnswer> {
  const body = { type: 'application/json', value: { events } }
  return callApi(api, { method: 'POST', path: '/v1/events/batch', body, answer: batchAnswer }, options)
}

/**
 * Committed events in the order of their numbers. Nothing up to `next` is missing: pass it as `after` to go on.
 *
 * @throws ApiError
 */
export function getEventsSince(
  api: Api,
  query: {
    readonly after?: number
    readonly since?: string
    readonly entity_type?: string
    readonly limit?: number
  } = {},
  options?: CallOptions,
): Promise<EventPage> {
  return callApi(api, { method: 'GET', path: '/v1/events/since', query, answer: eventPage }, options)
}
