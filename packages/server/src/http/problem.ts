import { STATUS_CODES } from 'node:http'
import { DocketError } from '@docket/core'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isUnreachable } from '../ledger/database-unreachable.ts'
import type { HttpEnv } from './env.ts'
import { RetryLaterError } from './errors.ts'

/** An error as RFC 9457 has it, with a stable `code`. */
export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: ContentfulStatusCode
  readonly detail: string
  readonly code: string
}

const STATUSES: Readonly<Record<string, ContentfulStatusCode>> = {
  bad_request: 400,
  client_gone: 400,
  document_name_invalid: 400,
  token_missing: 401,
  token_expired: 401,
  token_invalid: 401,
  forbidden: 403,
  tenant_mismatch: 403,
  entity_unknown: 404,
  not_found: 404,
  electric_not_configured: 404,
  archived: 410,
  body_too_large: 413,
  upgrade_required: 426,
  too_many_attempts: 429,
  too_many_requests: 429,
  electric_failed: 502,
  electric_unreachable: 503,
  keys_unreachable: 503,
  committing_delayed: 503,
  shutting_down: 503,
}

/** Of errors that are not meant for a client it says nothing but that they happened. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DocketError) {
    const status = STATUSES[error.code]
    if (status !== undefined) return problem(status, error.code, error.message)
  }
  if (isUnreachable(error)) return problem(503, 'database_unreachable', 'The database does not answer now: try again')
  if (error instanceof HTTPException) return problem(error.status as ContentfulStatusCode, 'bad_request', error.message)
  return problem(500, 'internal_error', 'The server failed; its log has the reason, under request_id')
}

export function problemResponse(c: Context<HttpEnv>, error: unknown): Response {
  const body = problemOf(error)
  if (body.status === 401) c.header('www-authenticate', challenge(body.code))
  if (error instanceof RetryLaterError) c.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)))
  c.header('content-type', 'application/problem+json')
  return c.body(JSON.stringify({ ...body, request_id: c.var.requestId }), body.status)
}

function problem(status: ContentfulStatusCode, code: string, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code }
}

/** RFC 6750, 3: without a token there is no error to name. */
function challenge(code: string): string {
  return code === 'token_missing' ? 'Bearer' : 'Bearer error="invalid_token"'
}
