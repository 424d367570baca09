import type { DocumentAddress, DocumentAnswer, DocumentQuestion, SyncAnswer, SyncQuestion } from '@docket/core'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import type { Principal } from '../auth/principal.ts'
import { DocumentRefusedError } from '../hocuspocus/document-desk.ts'
import { readCheckpoint } from '../ledger/checkpoints.ts'
import { polledSummaries } from '../ledger/summary-rows.ts'
import { errorFacts } from '../operation/error-facts.ts'
import { answerDocuments } from './answer-documents.ts'
import type { HttpDeps, HttpEnv } from './env.ts'
import { BadRequestError, BodyTooLargeError, RetryLaterError, TenantMismatchError } from './errors.ts'
import { parseJson } from './json-body.ts'
import { createRoutes, reasonsOf } from './openapi/create-routes.ts'
import { jsonResponse } from './openapi/json-response.ts'
import { problems } from './openapi/problem-responses.ts'
import { orWhenDelayed } from './or-when-delayed.ts'
import { problemOf } from './problem.ts'
import { syncAnswer, syncQuestion } from './sync-schemas.ts'

export interface SyncDeps extends Pick<HttpDeps, 'db' | 'desk' | 'delay' | 'clock' | 'rates'> {
  readonly logger: { error(facts: object, message: string): void }
}

const PATH = '/v1/sync'
const MAX_BODY_BYTES = 4 * 1024 * 1024
/** Who asks every few seconds hears of each checkpoint, some times over. */
const SUMMARIES = { limit: 500, withinS: 30 }
/** So many documents cost as much as a request. */
const DOCUMENTS_A_REQUEST = 10

/**
 * `POST /v1/sync`: for devices that no WebSocket reaches. Yjs updates up and down for many documents, and what is told on
 * the control document: the time, summaries, checkpoints, whether committing is delayed. What fails of one document is
 * told of that one.
 */
export function syncRoutes(deps: SyncDeps): OpenAPIHono<HttpEnv> {
  const { db, delay, clock, rates, logger } = deps
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new BodyTooLargeError(MAX_BODY_BYTES)
    },
  })
  /** Undefined when it cannot be read now: whoever asked asks again, or does without. */
  const unlessFailed = <T>(reading: Promise<T>): Promise<T | undefined> =>
    reading.catch((error: unknown) => {
      logger.error(errorFacts(error), 'a device could not be told all that it asked for')
      return undefined
    })

  const routes = createRoutes()
  routes.openAPIRegistry.registerPath({
    method: 'post',
    path: PATH,
    operationId: 'syncDocuments',
    tags: ['documents'],
    summary: 'Keeps documents of Yjs in step, for devices that no WebSocket reaches',
    description:
      'State vectors up, missing updates down, and updates up, which are committed before they are answered. What fails of one document is told of that one; one that is not in the answer is asked again.',
    request: { body: { required: true, content: { 'application/json': { schema: syncQuestion } } } },
    responses: {
      200: jsonResponse('What became of each document, and what is new.', syncAnswer),
      ...problems('bad_request', 'tenant_mismatch', 'body_too_large'),
    },
  })
  routes.post(PATH, limit, async (c) => {
    const { principal } = c.var
    const { tenant } = principal
    const { documents, summaries_after, checkpoints = [], ...asked } = parse(await c.req.text())
    if (asked.tenant !== tenant) throw new TenantMismatchError()
    const cost = Math.floor(documents.length / DOCUMENTS_A_REQUEST)
    const waitMs = rates.tenantRequests.tryTake(tenant, cost)
    if (waitMs > 0) throw new RetryLaterError('too_many_requests', 'Too many documents: ask for fewer', waitMs)

    const answered = await answerDocuments(documents, (question) => exchange(deps, principal, question))
    // After the documents: what was just committed is in them.
    const summaries =
      summaries_after === undefined
        ? undefined
        : await unlessFailed(polledSummaries(db, { tenant, after: summaries_after, ...SUMMARIES }))
    const answer: SyncAnswer = {
      delayed: delay.isDelayed,
      documents: answered,
      ...(summaries && { summaries }),
      checkpoints: await Promise.all(
        checkpoints.map(async (key) => {
          const checkpoint = await unlessFailed(readCheckpoint(db, { tenant, ...key }))
          return { ...key, checkpoint: checkpoint ?? null }
        }),
      ),
      server_ms: clock.now(),
    }
    return c.json(answer)
  })
  return routes
}

async function exchange(
  { desk, delay, logger }: SyncDeps,
  principal: Principal,
  { entity, id, state_vector, update }: DocumentQuestion,
): Promise<DocumentAnswer> {
  const address: DocumentAddress = { tenant: principal.tenant, entity, id }
  try {
    const exchanged = await orWhenDelayed(delay, update !== undefined, () =>
      desk.exchange(address, {
        principal,
        stateVector: Buffer.from(state_vector, 'base64'),
        update: update === undefined ? undefined : Buffer.from(update, 'base64'),
      }),
    )
    return {
      entity,
      id,
      ...(exchanged.update && { update: Buffer.from(exchanged.update).toString('base64') }),
      committed: exchanged.committed,
      ...(exchanged.refused && { refused: exchanged.refused }),
    }
  } catch (error) {
    if (error instanceof DocumentRefusedError) {
      return { entity, id, error: { code: error.code, reason: error.message } }
    }
    const { status, code, detail } = problemOf(error)
    if (status === 500) logger.error({ ...address, ...errorFacts(error) }, 'a document could not be served')
    return { entity, id, error: { code, reason: detail } }
  }
}

function parse(body: string): SyncQuestion {
  const result = syncQuestion.safeParse(parseJson(body))
  if (result.success) return result.data
  throw new BadRequestError(reasonsOf(result.error.issues))
}
