// Made by docket-codegen from an OpenAPI description. Change the description, not this file.

import * as z from 'zod/mini'

/** Where an API is, and who asks. */
export interface Api {
  /** Without a slash at its end: `https://example.com/v1`. */
  readonly baseUrl: string
  /** Sent as a bearer token; asked before every request. */
  readonly token?: () => string | undefined | Promise<string | undefined>
  readonly headers?: Readonly<Record<string, string>>
  readonly fetch?: typeof fetch
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What the API refused, or what came in place of an answer. `code` is the server's, where it gave one. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  /** Of HTTP; 0 where no answer came. */
  readonly status: number
  /** What the server said of it: an RFC 9457 problem, if it follows that. */
  readonly body: unknown

  constructor(code: string, message: string, status: number, body?: unknown, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = status
    this.body = body
  }
}

type Parameters = Readonly<Record<string, unknown>>
type ParameterStyle = 'comma' | 'space' | 'pipe' | 'deep' | 'json'
type Styles = Readonly<Record<string, ParameterStyle>>

interface Body {
  readonly type: string
  readonly value: unknown
  /** How members of a form are written that are not simply repeated. */
  readonly styles?: Styles
}

export interface Call<T> {
  readonly method: string
  readonly path: string
  readonly query?: Parameters | undefined
  /** How parameters are written that are not simply repeated. */
  readonly styles?: Styles
  readonly headers?: Parameters | undefined
  readonly body?: Body | undefined
  readonly answer: z.ZodMiniType<T> | 'text' | 'binary' | 'nothing'
}

/**
 * Asks once. The answer is checked against the description, so that its type tells the truth.
 *
 * @throws ApiError `network_unreachable`, `answer_invalid`, or the code of the server's problem, else `http_<status>`
 */
export async function callApi<T>(api: Api, call: Call<T>, { signal }: CallOptions = {}): Promise<T> {
  const { baseUrl, token, headers, fetch = globalThis.fetch } = api
  const bearer = await token?.()
  const request = new Headers(headers)
  if (bearer !== undefined) request.set('authorization', `Bearer ${bearer}`)
  for (const [name, value] of Object.entries(call.headers ?? {})) {
    if (value !== undefined) request.set(name, String(value))
  }
  const { body } = call
  if (body !== undefined && body.type !== 'multipart/form-data') request.set('content-type', body.type)
  const response = await fetch(`${baseUrl}${call.path}${queryOf(call)}`, {
    method: call.method,
    headers: request,
    signal: signal ?? null,
    body: body === undefined ? null : encoded(body),
  }).catch((cause: unknown) => {
    if (signal?.aborted === true) throw cause
    throw new ApiError('network_unreachable', `${call.method} ${call.path} got no answer`, 0, undefined, { cause })
  })
  if (!response.ok) throw await refusal(call, response)
  return readAnswer(call, response)
}

/** A value as one part of a path. */
export function segment(value: unknown): string {
  return encodeURIComponent(String(value))
}

async function refusal({ method, path }: Call<unknown>, response: Response): Promise<ApiError> {
  const text = await response.text()
  const body = parsed(text)
  const { code, detail, title } = isObject(body) ? body : {}
  const message = [detail, title].find((one) => typeof one === 'string') ?? `${method} ${path} was refused`
  return new ApiError(
    typeof code === 'string' ? code : `http_${response.status}`,
    String(message),
    response.status,
    body ?? text,
  )
}

async function readAnswer<T>({ method, path, answer }: Call<T>, response: Response): Promise<T> {
  // Without a schema the type is the one that the name says: text, a Blob, nothing.
  if (answer === 'text') return (await response.text()) as T
  if (answer === 'binary') return (await response.blob()) as T
  if (answer === 'nothing') return undefined as T
  const body = parsed(await response.text())
  const result = answer.safeParse(body)
  // As it came: members that the description does not name are left in, and of a union no branch takes any away.
  if (result.success) return body as T
  const message = `${method} ${path} answered what the description does not say: ${z.prettifyError(result.error)}`
  throw new ApiError('answer_invalid', message, response.status, body)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function queryOf({ query = {}, styles }: Pick<Call<unknown>, 'query' | 'styles'>): string {
  const pairs = pairsOf(query, styles)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}

type Pair = [name: string, value: string]

function pairsOf(values: Parameters, styles: Styles = {}): Pair[] {
  return Object.entries(values).flatMap(([name, value]) => writtenAs(styles[name], name, value))
}

const SEPARATORS = { comma: ',', space: ' ', pipe: '|' } as const

function writtenAs(style: ParameterStyle | undefined, name: string, value: unknown): Pair[] {
  if (value === undefined || value === null) return []
  if (style === 'json') return [[name, JSON.stringify(value)]]
  if (style === 'deep') return deepPairs(name, value)
  if (Array.isArray(value)) {
    if (style === undefined) return value.map((one) => [name, textOf(one)])
    return value.length === 0 ? [] : [[name, value.map(textOf).join(SEPARATORS[style])]]
  }
  if (!isObject(value)) return [[name, String(value)]]
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null)
  if (style === undefined) return members.map(([key, member]) => [key, textOf(member)])
  return members.length === 0 ? [] : [[name, members.flatMap(([key, member]) => [key, textOf(member)]).join(',')]]
}

/** `created[gte]=5`, `items[0][price]=p` */
function deepPairs(name: string, value: unknown): Pair[] {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object') return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, member]) => deepPairs(`${name}[${key}]`, member))
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function encoded({ type, value, styles }: Body): BodyInit {
  if (type === 'application/x-www-form-urlencoded') {
    return new URLSearchParams(pairsOf(isObject(value) ? value : {}, styles))
  }
  if (type === 'multipart/form-data') return formOf(isObject(value) ? value : {}, styles)
  if (value instanceof Blob) return value
  return typeof value === 'string' && !type.includes('json') ? value : JSON.stringify(value)
}

function formOf(values: Parameters, styles: Styles = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(values)) {
    const style = styles[name]
    if (style !== undefined) for (const pair of writtenAs(style, name, value)) form.append(...pair)
    else for (const one of Array.isArray(value) ? value : [value]) appendPart(form, name, one)
  }
  return form
}

function appendPart(form: FormData, name: string, value: unknown): void {
  if (value instanceof Blob) form.append(name, value)
  else if (value !== undefined && value !== null) form.append(name, textOf(value))
}
