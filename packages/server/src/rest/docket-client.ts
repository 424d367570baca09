import { isNamePart } from '@docket/core'
import { z } from 'zod'
import { AnsweredError, DocketUnreachableError, notFound } from './errors.ts'
import type { FetchHandler, RestAdapterOptions, RestRow } from './rest-options.ts'

export type Row = RestRow<unknown>

export interface Page {
  readonly entities: readonly Row[]
  readonly next: string | null
}

/** What became of a batch. */
export interface Sent {
  readonly accepted: readonly string[]
  readonly rejected: readonly {
    readonly index: number
    readonly code: string
    readonly reason: string
    readonly recorded: boolean
  }[]
  readonly no_effect: readonly { readonly id: string; readonly reason: string }[]
}

const text = z.string()
const row: z.ZodType<Row> = z.object({
  id: text,
  state: z.unknown(),
  summary: z.unknown(),
  seq: z.int(),
  created_at: text,
  updated_at: text,
})
const page: z.ZodType<Page> = z.object({ entities: z.array(row), next: text.nullable() })
const sent: z.ZodType<Sent> = z.object({
  accepted: z.array(text),
  rejected: z.array(z.object({ index: z.int(), code: text, reason: text, recorded: z.boolean() })),
  no_effect: z.array(z.object({ id: text, reason: text })),
})

/** A body with the headers by which it may be kept. */
export interface Found<Body> {
  readonly body: Body
  readonly headers: Headers
}

/** What goes on to Docket of a request: who asks, and for tracing from where. */
const FROM_CALLER = ['authorization', 'traceparent', 'x-forwarded-for']
/** What comes back: how long it may be kept, and what is wrong with it. */
const TO_CALLER = ['etag', 'cache-control', 'vary', 'content-type', 'retry-after', 'www-authenticate']

/** Docket's routes, asked in the name of whoever asks the adapter. */
export class DocketClient {
  readonly #fetch: FetchHandler
  readonly #origin: string
  readonly #caller: Headers

  constructor(docket: RestAdapterOptions['docket'], caller: Headers) {
    this.#fetch = typeof docket === 'string' ? fetch : docket
    this.#origin = typeof docket === 'string' ? docket.replace(/\/$/, '') : 'http://docket'
    this.#caller = pick(caller, FROM_CALLER)
  }

  /** @throws AnsweredError (also 304), DocketUnreachableError */
  async list(entity: string, query: URLSearchParams, ifNoneMatch?: string): Promise<Found<Page>> {
    const response = await this.#ask(`/v1/entities/${entity}?${query}`, conditional(ifNoneMatch))
    return { body: page.parse(await response.json()), headers: kept(response) }
  }

  /** @throws AnsweredError (also 304 and 404), RestError 404, DocketUnreachableError */
  async one(entity: string, id: string, ifNoneMatch?: string): Promise<Found<Row>> {
    if (!isNamePart(id)) throw notFound(entity, id)
    const response = await this.#ask(`/v1/entities/${entity}/${id}`, conditional(ifNoneMatch))
    return { body: row.parse(await response.json()), headers: kept(response) }
  }

  /** Events of one entity. @throws AnsweredError, DocketUnreachableError */
  async send(events: readonly unknown[], atomic: boolean): Promise<Sent> {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ events, atomic })
    const response = await this.#ask('/v1/events/batch', { method: 'POST', headers, body })
    return sent.parse(await response.json())
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const request = new Request(`${this.#origin}${path}`, init)
    for (const [name, value] of this.#caller) request.headers.set(name, value)
    const response = await this.#fetch(request).catch(() => {
      throw new DocketUnreachableError()
    })
    if (response.ok) return response
    const { status } = response
    const text = status === 304 ? null : await response.text()
    throw new AnsweredError(new Response(text, { status, headers: pick(response.headers, TO_CALLER) }))
  }
}

function conditional(ifNoneMatch: string | undefined): RequestInit {
  return ifNoneMatch === undefined ? {} : { headers: { 'if-none-match': ifNoneMatch } }
}

function kept(response: Response): Headers {
  return pick(response.headers, ['etag', 'cache-control', 'vary'])
}

function pick(headers: Headers, names: readonly string[]): Headers {
  const picked = new Headers()
  for (const name of names) {
    const value = headers.get(name)
    if (value !== null) picked.set(name, value)
  }
  return picked
}
