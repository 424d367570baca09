/** The codes of problem documents: each with its status, and what it says to whoever calls. They never change. */
export const PROBLEM_CODES = {
  bad_request: { status: 400, means: 'the request does not fit; `detail` says what of it' },
  client_gone: { status: 400, means: 'whoever asked does not wait any more' },
  document_name_invalid: { status: 400, means: 'an entity or id is not 1 to 64 letters, digits, `_` and `-`' },
  token_missing: { status: 401, means: 'there is no `Authorization: Bearer`' },
  token_expired: { status: 401, means: 'the token has ended' },
  token_invalid: { status: 401, means: 'the token is not valid' },
  forbidden: { status: 403, means: 'the token is right, and lacks a role' },
  tenant_mismatch: { status: 403, means: 'the token is for another tenant' },
  entity_unknown: { status: 404, means: 'the server was not given such an entity' },
  not_found: { status: 404, means: 'there is nothing of this name in the tenant' },
  electric_not_configured: { status: 404, means: 'this server has no Electric service' },
  archived: { status: 410, means: 'some of it has left the ledger' },
  body_too_large: { status: 413, means: 'send less at a time' },
  upgrade_required: { status: 426, means: 'ask for a WebSocket' },
  too_many_attempts: { status: 429, means: 'too many wrong tokens came from this address' },
  too_many_requests: { status: 429, means: 'ask again after `Retry-After` seconds' },
  internal_error: { status: 500, means: 'the server failed' },
  electric_failed: { status: 502, means: 'the Electric service is not set up right' },
  electric_unreachable: { status: 503, means: 'the Electric service does not answer' },
  keys_unreachable: { status: 503, means: 'tokens cannot be verified now' },
  committing_delayed: { status: 503, means: 'Postgres takes nothing now, or too slowly' },
  database_unreachable: { status: 503, means: 'Postgres does not answer' },
  shutting_down: { status: 503, means: 'this server ends; use another' },
} as const

export type ProblemCode = keyof typeof PROBLEM_CODES

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_CODES, code)
}
