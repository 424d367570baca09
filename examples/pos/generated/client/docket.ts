// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import type { OrderEvents } from '../events/order.ts'
import type { Api, CallOptions } from './call-api.ts'
import { type BatchAnswer, type NewEvent, recordEvents } from './docket-events.ts'

/** What the events of each entity carry. */
export interface Payloads {
  order: OrderEvents
}

/** Records at most 500 events. What is accepted is committed when it answers; asking again doubles nothing. */
export function postEventsBatch(
  api: Api,
  events: readonly NewEvent<Payloads>[],
  options?: CallOptions,
): Promise<BatchAnswer> {
  return recordEvents<Payloads>(api, events, options)
}

export { getEventsSince } from './docket-events.ts'
