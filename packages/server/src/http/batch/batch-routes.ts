import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { eventsByKey } from '../../ledger/idempotency-keys.ts'
import type { HttpDeps, HttpEnv } from '../env.ts'
import { BadRequestError, BodyTooLargeError } from '../errors.ts'
import { isObject } from '../is-object.ts'
import { parseJson } from '../json-body.ts'
import { createRoutes, reasonsOf } from '../openapi/create-routes.ts'
import { jsonResponse } from '../openapi/json-response.ts'
import { problems } from '../openapi/problem-responses.ts'
import { answerOf, batchAnswerSchema } from './batch-answer.ts'
import { batchEventSchema, readBatchEvent } from './batch-event.ts'
import { BatchRecording } from './batch-recording.ts'
import { limitEvents } from './limit-events.ts'

const MAX_EVENTS = 500
const MAX_BODY_BYTES = 8 * 1024 * 1024
const PATH = '/v1/events/batch'

const atomic = z.boolean().default(false).openapi({ description: 'Of each document all events or none.' })
/** Each event stands for itself, so they are read one by one. */
const request = z.object({ events: z.array(z.unknown()).max(MAX_EVENTS), atomic })
const described = z.object({ events: z.array(batchEventSchema).max(MAX_EVENTS), atomic }).openapi('Batch')

type BatchDeps = Pick<HttpDeps, 'db' | 'desk' | 'entities' | 'rates'>

/** `POST /v1/events/batch`: events from whoever does not speak Yjs. */
export function batchRoutes({ db, desk, entities, rates }: BatchDeps): OpenAPIHono<HttpEnv> {
  const routes = createRoutes()
  // Described by hand, since what is read is not all that is described.
  routes.openAPIRegistry.registerPath({
    method: 'post',
    path: PATH,
    operationId: 'recordBatch',
    tags: ['events'],
    summary: 'Records events',
    description: [
      'Each event stands for itself: what is wrong with one keeps none of the others out, unless the request is `atomic`.',
      'To send it again is safe: an event is recorded once, by its `id`, and by its `idempotency_key` if it has one.',
      'Answered when Postgres has what is accepted. After a 503 some of it may be in; send the same again.',
    ].join('\n\n'),
    request: { body: { required: true, content: { 'application/json': { schema: described } } } },
    responses: {
      200: jsonResponse('What became of each.', batchAnswerSchema),
      ...problems('bad_request', 'body_too_large', 'committing_delayed', 'shutting_down'),
    },
  })
  const deps = { desk, eventsByKey: (tenant: string, keys: readonly string[]) => eventsByKey(db, tenant, keys) }
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new BodyTooLargeError(MAX_BODY_BYTES)
    },
  })
  routes.post(PATH, limit, async (c) => {
    const { events, atomic: isAtomic } = parse(await c.req.text())
    const { principal } = c.var
    limitEvents(rates.frames, principal.tenant, events.length)
    const read = events.map((event) => readBatchEvent(event, principal, entities))
    const results = await new BatchRecording(deps, { principal, isAtomic }).run(read)
    return c.json(answerOf(events.map(idOf), results))
  })
  return routes
}

function parse(body: string): z.infer<typeof request> {
  const result = request.safeParse(parseJson(body))
  if (result.success) return result.data
  throw new BadRequestError(reasonsOf(result.error.issues))
}

function idOf(event: unknown): string | null {
  return isObject(event) && typeof event.id === 'string' ? event.id : null
}
