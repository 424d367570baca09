import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type BatchAnswer, batchAnswerSchema } from '../../http/batch/batch-answer.ts'
import { parseJson } from '../../parse-json.ts'
import { ServerRefusedError, ServerUnreachableError } from '../errors.ts'
import type { Target } from './target.ts'

export interface BatchEndpointOptions {
  /** Of the server. */
  readonly url: string
  /** Asked for at each attempt: long imports outlive tokens. */
  token(): Promise<string>
  /** How long a batch is tried; ms. */
  readonly patienceMs?: number
  readonly signal?: AbortSignal | undefined
}

const PATIENCE_MS = 5 * 60_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000

/** The server was asked for something else than it has: then nothing is in, but trying again helps. */
const problem = z.object({ code: z.string(), detail: z.string().optional() })

/**
 * `POST /v1/events/batch` of a server. What passes by itself (429, 5xx, no connection) is tried again, with growing pauses or
 * after `Retry-After`.
 */
export function batchEndpoint(options: BatchEndpointOptions): Target {
  const { patienceMs = PATIENCE_MS, signal } = options
  return {
    async send(events) {
      const body = `{"events":[${events.join(',')}]}`
      const endsAtMs = performance.now() + patienceMs
      for (let attempt = 0; ; attempt++) {
        const answer = await post(options, body)
        if (answer.kind === 'answered') return answer.answer
        if (performance.now() > endsAtMs) throw new ServerUnreachableError(originOf(options.url), answer.reason)
        const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS) * (0.75 + Math.random() / 2)
        await sleep(answer.retryAfterMs ?? pauseMs, undefined, { signal })
      }
    },
    close: async () => undefined,
  }
}

type Attempt =
  | { readonly kind: 'answered'; readonly answer: BatchAnswer }
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs: number | undefined }

async function post({ url, token, signal }: BatchEndpointOptions, body: string): Promise<Attempt> {
  const authorization = `Bearer ${await token()}`
  let response: Response
  let text: string
  try {
    response = await fetch(new URL('/v1/events/batch', url), {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
      signal: signal ?? null,
    })
    text = await response.text()
  } catch (error) {
    if (signal?.aborted === true) throw error
    return { kind: 'later', reason: reasonOf(error), retryAfterMs: undefined }
  }
  if (response.status === 200) return { kind: 'answered', answer: readAnswer(text, url) }
  const { code, detail } = readProblem(text)
  if (response.status !== 429 && response.status < 500) {
    throw new ServerRefusedError(code ?? `http_${response.status}`, detail ?? `it answers with ${response.status}`)
  }
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfterMs = seconds > 0 ? Math.min(seconds * 1_000, LONGEST_PAUSE_MS) : undefined
  return { kind: 'later', reason: code ?? `it answers with ${response.status}`, retryAfterMs }
}

function readAnswer(text: string, url: string): BatchAnswer {
  const parsed = batchAnswerSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  throw new ServerRefusedError('answer_invalid', `what ${originOf(url)} answers is no answer of Docket`)
}

function readProblem(text: string): { readonly code?: string; readonly detail?: string | undefined } {
  const parsed = problem.safeParse(parseJson(text))
  return parsed.success ? parsed.data : {}
}

/** A URL may hold a password. */
function originOf(url: string): string {
  return new URL(url).origin
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection'
}
