import { STATUS_CODES } from 'node:http'
import { DocketError } from '@docket/core'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isUnreachable } from '../ledger/database-unreachable.ts'
import type { HttpEnv } from './env.ts'
import { RetryLaterError } from './errors.ts'
import { isProblemCode, PROBLEM_CODES, type ProblemCode } from './problem-codes.ts'

/** An error as RFC 9457 has it, with a stable `code`. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: (typeof PROBLEM_CODES)[ProblemCode]['status']
  readonly detail: string
  readonly code: ProblemCode
}

/** Of errors that are not meant for a client it says nothing but that they happened. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DocketError) {
    if (isProblemCode(error.code)) return problem(error.code, error.message)
  }
  if (isUnreachable(error)) return problem('database_unreachable', 'The database does not answer now: try again')
  if (error instanceof HTTPException) return problem('bad_request', error.message)
  return problem('internal_error', 'The server failed; its log has the reason, under request_id')
}

export function problemResponse(c: Context<HttpEnv>, error: unknown): Response {
  const body = problemOf(error)
  if (body.status === 401) c.header('www-authenticate', challenge(body.code))
  if (error instanceof RetryLaterError) c.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)))
  else if (body.status === 503) c.header('retry-after', '1')
  c.header('content-type', 'application/problem+json')
  return c.body(JSON.stringify({ ...body, request_id: c.var.requestId }), body.status)
}

function problem(code: ProblemCode, detail: string): Problem {
  const { status } = PROBLEM_CODES[code]
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code }
}

/** RFC 6750, 3: without a token there is no error to name. */
function challenge(code: string): string {
  return code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"'
}
