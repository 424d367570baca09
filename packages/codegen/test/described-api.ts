import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { isObject } from '../src/description/place.ts'
import { type Follow, flattened, oneOf, valuesOf } from './values.ts'

type Json = Readonly<Record<string, unknown>>

/** One method of a path, as the description says it, looked up by hand. */
export interface DescribedOperation {
  readonly method: string
  readonly path: string
  readonly parameters: readonly Json[]
  /** The media type of what is sent, and what stands under it. */
  readonly body: readonly [type: string, media: Json] | undefined
  readonly answer: { readonly status: number; readonly type: string | undefined; readonly schema: unknown }
}

export interface ReceivedRequest {
  readonly operation: DescribedOperation
  /** Of the placeholders, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** What is answered next: a status and a body in place of what the description says. */
export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: unknown
}

/** What a description says, read once. */
export interface ReadDescription {
  readonly operations: readonly DescribedOperation[]
  readonly follow: Follow
}

export interface DescribedApi {
  readonly baseUrl: string
  readonly received: readonly ReceivedRequest[]
  /** What was answered last. */
  readonly answered: unknown
  reply: Reply | undefined
}

export async function readDescription(file: string): Promise<ReadDescription> {
  const description: unknown = JSON.parse(await readFile(file, 'utf8'))
  if (!isObject(description)) throw new Error(`${file} is no description`)
  const follow: Follow = (reference) => lookUp(description, reference)
  return { operations: operationsOf(description, follow), follow }
}

/** A real server that answers what a description says, with random values. */
export async function startDescribedApi({ operations, follow }: ReadDescription): Promise<DescribedApi> {
  const received: ReceivedRequest[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', 'http://here')
    const [operation, path] = route(operations, request.method ?? '', url.pathname) ?? []
    if (operation === undefined || path === undefined) return void response.writeHead(404).end()
    const body = await buffer(request)
    received.push({ operation, path, query: url.searchParams, headers: request.headers, body })
    const { status, type, body: value } = api.reply ?? ofDescription(operation)
    api.answered = value
    if (type !== undefined) response.setHeader('content-type', type)
    response
      .writeHead(status)
      .end(type === undefined ? undefined : type.includes('json') ? JSON.stringify(value) : String(value))
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  const ofDescription = ({
    answer: { status, type, schema },
  }: DescribedOperation): Omit<Reply, 'type'> & { type: string | undefined } => {
    if (type === undefined) return { status, type, body: undefined }
    return { status, type, body: type.includes('json') ? oneOf(valuesOf(schema, follow), received.length) : 'as it is' }
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const api = { baseUrl, received, answered: undefined as unknown, reply: undefined as Reply | undefined }
  return api
}

function lookUp(description: Json, reference: string): unknown {
  let value: unknown = description
  for (const token of reference.split('/').slice(1)) {
    value = isObject(value) ? value[token.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return value
}

function operationsOf({ paths }: Json, follow: Follow): readonly DescribedOperation[] {
  const followed = (value: unknown): Json => (isObject(value) ? flattened(value, follow) : {})
  return Object.entries(followed(paths)).flatMap(([path, stated]) => {
    const item = followed(stated)
    return ['get', 'put', 'post', 'delete', 'patch'].flatMap((method): readonly DescribedOperation[] => {
      if (!isObject(item[method])) return []
      const { parameters, requestBody, responses } = item[method]
      const good = Object.entries(followed(responses)).filter(([status]) => status.startsWith('2'))
      const [status = '200', response] = good.sort()[0] ?? []
      const [type, schema] = firstOf(followed(response).content) ?? []
      return [
        {
          method: method.toUpperCase(),
          path,
          parameters: [item.parameters, parameters].flatMap((list) => (Array.isArray(list) ? list.map(followed) : [])),
          // Nothing can be sent with a GET, though Stripe describes it.
          body: method === 'get' ? undefined : firstOf(followed(requestBody).content),
          answer: { status: Number(status), type, schema: schema?.schema },
        },
      ]
    })
  })
}

/** JSON before all else. */
function firstOf(content: unknown): readonly [string, Json] | undefined {
  const all = Object.entries(isObject(content) ? content : {}).map(
    ([type, media]) => [type, isObject(media) ? media : {}] as const,
  )
  return all.find(([type]) => type.includes('json')) ?? all.find(([type]) => type.includes('form')) ?? all[0]
}

/** Paths without placeholders before those with. */
function route(
  operations: readonly DescribedOperation[],
  method: string,
  pathname: string,
): readonly [DescribedOperation, Readonly<Record<string, string>>] | undefined {
  const found = operations.flatMap((operation) => {
    const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
    const pattern = operation.path
      .split(/\{[^}]+\}/)
      .map((text) => text.replace(/[.*+?^$()|[\]\\]/g, '\\$&'))
      .join('([^/]+)')
    const match = operation.method === method ? new RegExp(`^${pattern}$`).exec(pathname) : null
    if (match === null) return []
    return [
      [
        operation,
        Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(match[at + 1] ?? '')])),
      ] as const,
    ]
  })
  return found.sort(([, a], [, b]) => Object.keys(a).length - Object.keys(b).length)[0]
}
