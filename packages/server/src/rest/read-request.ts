import { isObject } from '../http/is-object.ts'
import { RestError } from './errors.ts'
import type { RestRequest } from './rest-options.ts'

/** @throws RestError 400 bad_request */
export async function readRequest(request: Request): Promise<RestRequest> {
  const text = await request.text()
  return { body: text === '' ? {} : objectIn(text), query: new URL(request.url).searchParams }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (isObject(value)) return value
  } catch {}
  throw new RestError(400, 'bad_request', 'The body is no JSON object')
}
