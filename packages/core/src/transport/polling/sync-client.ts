import type { WallClock } from '../../clock/wall-clock.ts'
import { isPlainObject } from '../../event/json.ts'
import type { KeptToken } from '../kept-token.ts'
import { RefusedError } from '../transport.ts'
import { parseSyncAnswer, type SyncAnswer, type SyncQuestion } from './sync-messages.ts'

/** What became of a question. */
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: SyncAnswer; readonly sentMs: number; readonly receivedMs: number }
  /** Nobody answered, or not now. */
  | { readonly kind: 'unreachable'; readonly retryAfterMs?: number }
  /** There is a server, and it wants to be asked later. */
  | { readonly kind: 'busy'; readonly retryAfterMs?: number }
  | { readonly kind: 'refused'; readonly error: RefusedError }
  | { readonly kind: 'too large' }

export interface SyncClientOptions {
  readonly url: string
  readonly token: KeptToken
  readonly clock: WallClock
  /** An answer that takes longer does not come any more, ms. */
  readonly timeoutMs: number
}

/** Asks a server by HTTP. */
export class SyncClient {
  readonly #options: SyncClientOptions

  constructor(options: SyncClientOptions) {
    this.#options = options
  }

  async ask(question: SyncQuestion, signal: AbortSignal): Promise<Outcome> {
    const { token } = this.#options
    const before = token.current
    const outcome = await this.#tryToAsk(question, signal)
    const isStale = before !== undefined && outcome.kind === 'refused' && token.current !== before
    return isStale ? this.#tryToAsk(question, signal) : outcome
  }

  async #tryToAsk(question: SyncQuestion, signal: AbortSignal): Promise<Outcome> {
    let token: string
    try {
      token = await this.#options.token.get()
    } catch {
      const why = "There is no token: what was passed as the transport's token failed"
      return { kind: 'refused', error: new RefusedError('token_unavailable', why) }
    }
    try {
      return await this.#post(question, token, signal)
    } catch {
      // Whatever it was, fetch says no more than that it failed.
      return { kind: 'unreachable' }
    }
  }

  async #post(question: SyncQuestion, token: string, signal: AbortSignal): Promise<Outcome> {
    const { url, clock, timeoutMs } = this.#options
    const body = JSON.stringify(question)
    const sentMs = clock.now()
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body,
      cache: 'no-store',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    const text = await response.text()
    const receivedMs = clock.now()
    if (response.status === 401) this.#options.token.drop(token)
    if (!response.ok) return problemOf(response, text)
    const answer = parseSyncAnswer(text)
    return answer === undefined ? { kind: 'unreachable' } : { kind: 'answered', answer, sentMs, receivedMs }
  }
}

function problemOf({ status, headers }: Response, text: string): Outcome {
  if (status === 413) return { kind: 'too large' }
  if (status === 429) return { kind: 'busy', ...waitOf(headers) }
  if (status >= 500) return { kind: 'unreachable', ...waitOf(headers) }
  return { kind: 'refused', error: refusalIn(text, status) }
}

/** `Retry-After` in seconds; a date would need a right clock. */
function waitOf(headers: Headers): { readonly retryAfterMs?: number } {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return seconds >= 0 ? { retryAfterMs: seconds * 1_000 } : {}
}

/** A Docket server's problem document has a code; what else may stand before it has not. */
function refusalIn(text: string, status: number): RefusedError {
  const { code, detail } = problemIn(text)
  return new RefusedError(
    typeof code === 'string' ? code : 'http_refused',
    typeof detail === 'string' ? detail : `The server refused with HTTP ${status}; check the transport's url`,
  )
}

function problemIn(text: string): Record<string, unknown> {
  try {
    const problem: unknown = JSON.parse(text)
    return isPlainObject(problem) ? problem : {}
  } catch {
    return {}
  }
}
