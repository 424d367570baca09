import { STATUS_CODES } from 'node:http'
import { AnsweredError, RestError } from './errors.ts'

/** Of what failed in the adapter, or in the application's own functions, it says nothing but that it did. */
export function problemResponse(error: unknown): Response {
  if (error instanceof AnsweredError) return error.response
  const { status, code, message, isRecorded } = error instanceof RestError ? error : FAILED
  const body = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    code,
    ...(isRecorded && { recorded: true }),
  }
  const headers = { 'content-type': 'application/problem+json', ...(status === 503 && { 'retry-after': '1' }) }
  return new Response(JSON.stringify(body), { status, headers })
}

const FAILED = new RestError(500, 'internal_error', 'The adapter failed')
