import { z } from '@hono/zod-openapi'
import { PROBLEM_CODES, type ProblemCode } from '../problem-codes.ts'

const codes = Object.keys(PROBLEM_CODES)

const problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What was wrong with which value, and what to do about it.' }),
    code: z.enum(codes).openapi({ description: 'Never changes: what programs go by.' }),
    request_id: z.string().openapi({ description: 'Under this the log of the server has the request.' }),
  })
  .openapi('Problem', { description: 'An error as RFC 9457 has it.' })

/** Of what needs a token. */
const ALWAYS: readonly ProblemCode[] = [
  'token_missing',
  'token_expired',
  'token_invalid',
  'too_many_attempts',
  'too_many_requests',
  'internal_error',
  'keys_unreachable',
  'database_unreachable',
]

/** It adds nothing to the responses that a handler returns: problems are thrown. */
type ProblemResponses = Readonly<Record<never, never>>

/** The problems of a route that needs a token: these, and those that every such route has. */
export function problems(...own: readonly ProblemCode[]): ProblemResponses {
  return problemsOf(...own, ...ALWAYS)
}

/** The problems of a route, by their statuses. */
export function problemsOf(...own: readonly ProblemCode[]): ProblemResponses {
  const byStatus = Map.groupBy(own, (code) => PROBLEM_CODES[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((code) => `\`${code}\`: ${PROBLEM_CODES[code].means}`).join('; '),
        content: { 'application/problem+json': { schema: problem } },
        ...((status === 429 || status === 503) && { headers: RETRY_AFTER }),
      },
    ]),
  )
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds after which to ask again.', schema: { type: 'integer' as const } },
}
