import { nextEventId, systemClock } from '@docket/core'
import type { BatchAnswer } from '../src/http/batch/batch-answer.ts'
import { batchAnswerSchema } from '../src/http/batch/batch-answer.ts'

/** An event as a back end sends it. */
export interface SentEvent {
  readonly id: string
  readonly event_type: string
  readonly entity_type: string
  readonly entity_id: string
  readonly payload: unknown
  readonly timestamp: string | number
  readonly user_id?: string
  readonly device_id?: string
  readonly idempotency_key?: string
  readonly schema_version?: number
  readonly ref?: string
}

let newest: string | undefined

/** An item added to an order of the samples; its id is greater than those before. */
export function sentEvent(entityId: string, given: Partial<SentEvent> = {}): SentEvent {
  newest = nextEventId(newest, systemClock.now())
  return {
    id: newest,
    event_type: 'order.item_added',
    entity_type: 'order',
    entity_id: entityId,
    payload: { name: 'soup' },
    timestamp: '2026-11-22T18:00:00.000Z',
    ...given,
  }
}

/** Sends batches to a server. */
export interface BatchClient {
  /** Fails when the answer is not 200, or not as it is described. */
  send(events: readonly unknown[], atomic?: boolean): Promise<BatchAnswer>
  post(body: string): Promise<Response>
  get(path: string): Promise<unknown>
}

export function batchClient(url: string, token: string): BatchClient {
  const authorization = `Bearer ${token}`
  const post = (body: string) =>
    fetch(`${url}/v1/events/batch`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    })
  return {
    post,
    async send(events, atomic) {
      const response = await post(JSON.stringify({ events, ...(atomic !== undefined && { atomic }) }))
      const body: unknown = await response.json()
      if (response.status !== 200) throw new Error(`${response.status}: ${JSON.stringify(body)}`)
      return batchAnswerSchema.parse(body)
    },
    async get(path) {
      return (await fetch(`${url}${path}`, { headers: { authorization } })).json()
    },
  }
}
