// A real HTTP server that answers what each description says, and the generated functions and hooks that ask it.
import { QueryClient, QueryClientProvider, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test } from 'vitest'
import { isObject } from '../src/description/place.ts'
import { callPath } from '../src/emit/call-modules.ts'
import { pascalCase } from '../src/names/words.ts'
import type { Operation } from '../src/operations/operation.ts'
import {
  type DescribedApi,
  type DescribedOperation,
  type ReadDescription,
  readDescription,
  startDescribedApi,
} from './described-api.ts'
import { type GeneratedCode, generatedCode } from './generated-modules.ts'
import { outFolder } from './out-folder.ts'
import { leavesOf, parameterOf, readParameter } from './sent-values.ts'
import { testingLibrary } from './testing-library.ts'
import { PUBLIC } from './tried-descriptions.ts'
import { type Follow, flattened, oneOf, valuesOf } from './values.ts'

const LONG_MS = 60_000
const SEEDS = [1, 2, 3]

type Json = Readonly<Record<string, unknown>>
type Input = { path?: Json; query?: Json; headers?: Json; body?: unknown }
type Ask = (api: { baseUrl: string }, input?: Input) => Promise<unknown>
type Provider = (props: { api: { baseUrl: string }; children: ReactNode }) => ReactNode

const folder = await outFolder('api-round-trip')
const codes = new Map(await Promise.all(PUBLIC.map(async (name) => [name, await generatedCode(name, folder)] as const)))
const descriptions = new Map(
  await Promise.all([...codes].map(async ([name, { input }]) => [name, await readDescription(input)] as const)),
)
const { cleanup, configure, renderHook, waitFor } = await testingLibrary()
configure({ asyncUtilTimeout: 20_000 })

afterEach(cleanup)

describe.each(PUBLIC)('%s', (name) => {
  const code = codes.get(name)
  const description = descriptions.get(name)
  if (code === undefined || description === undefined) throw new Error(`${name} was not generated`)
  const operations = code.generated.model.apis.flatMap((api) => api.operations)

  test.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s: what is sent arrives, and what is answered comes back',
    { timeout: LONG_MS },
    async (_, operation) => {
      const { api, described, ask } = await setUp(code, description, operation)
      for (const seed of SEEDS) {
        const input = inputOf(described, description.follow, seed)
        const answer = await ask({ baseUrl: api.baseUrl }, input)
        expectArrived(api, input, description.follow)
        const { type } = described.answer
        if (type?.includes('json')) expect(answer).toEqual(api.answered)
        else if (answer instanceof Blob) expect(await answer.text()).toBe(api.answered)
        else expect(answer).toBe(api.answered)
      }
    },
  )

  test.each(operations.map((operation) => [operation.name, operation] as const))(
    '%s: a problem gives its code, and an answer that is something else is none',
    { timeout: LONG_MS },
    async (_, operation) => {
      const { api, described, ask } = await setUp(code, description, operation)
      const input = inputOf(described, description.follow, 1)
      const problem = { type: 'about:blank', title: 'Conflict', detail: 'somebody was first', code: 'version_old' }
      api.reply = { status: 409, type: 'application/problem+json', body: problem }
      await expect(ask({ baseUrl: api.baseUrl }, input)).rejects.toMatchObject({
        name: 'ApiError',
        code: 'version_old',
        status: 409,
        message: 'somebody was first',
        body: problem,
      })
      api.reply = { status: 502, type: 'text/html', body: '<h1>Bad gateway</h1>' }
      await expect(ask({ baseUrl: api.baseUrl }, input)).rejects.toMatchObject({ code: 'http_502', status: 502 })
      if (described.answer.type?.includes('json') && isObject(described.answer.schema)) {
        api.reply = { status: described.answer.status, type: 'application/json', body: 'neither an object nor a list' }
        await expect(ask({ baseUrl: api.baseUrl }, input)).rejects.toMatchObject({ code: 'answer_invalid' })
      }
    },
  )

  test('hooks read, and what is changed is read again', { timeout: LONG_MS }, async () => {
    const hooks = await code.loadAll<(input?: Input) => UseQueryResult & UseMutationResult<unknown, unknown, Input>>(
      'hooks',
      '-queries.ts',
    )
    const { ApiProvider } = await code.load<{ ApiProvider: Provider }>('hooks/api-provider.tsx')
    for (const api of code.generated.model.apis) {
      const served = await startDescribedApi(description)
      const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } })
      const wrapper = ({ children }: { children: ReactNode }): ReactNode => (
        <QueryClientProvider client={queries}>
          <ApiProvider api={{ baseUrl: served.baseUrl }}>{children}</ApiProvider>
        </QueryClientProvider>
      )
      const render = (operation: Operation) => {
        const hook = hooks[`use${pascalCase(operation.name)}`]
        if (hook === undefined) throw new Error(`no hook asks ${operation.name}`)
        const input = inputOf(describedAs(description, operation), description.follow, 1)
        return { input, ...renderHook(() => hook(operation.method === 'get' ? input : undefined), { wrapper }) }
      }
      const [reads, writes] = [true, false].map((isRead) =>
        api.operations.filter(({ method }) => (method === 'get') === isRead),
      )
      for (const read of reads ?? []) {
        const { result } = render(read)
        await waitFor(() => expect(result.current).toMatchObject({ isSuccess: true, error: null }))
        expect(result.current.data).toEqual(read.answer.kind === 'nothing' ? null : served.answered)
      }
      for (const write of writes ?? []) {
        const before = served.received.length
        const { result, input } = render(write)
        await result.current.mutateAsync(input)
        const asked = (): number =>
          served.received.slice(before).filter(({ operation }) => operation.method === 'GET').length
        await waitFor(() => expect(asked()).toBe(reads?.length))
      }
      cleanup()
      queries.clear()
    }
  })
})

async function setUp(
  code: GeneratedCode,
  description: ReadDescription,
  operation: Operation,
): Promise<{ api: DescribedApi; described: DescribedOperation; ask: Ask }> {
  const api = await startDescribedApi(description)
  const ask = (await code.load<Readonly<Record<string, Ask>>>(callPath(operation)))[operation.name]
  if (ask === undefined) throw new Error(`no function asks ${operation.name}`)
  const described = describedAs(description, operation)
  const takesSome = described.parameters.length > 0 || described.body !== undefined
  return { api, described, ask: (of, input) => (takesSome ? ask(of, input) : ask(of)) }
}

function describedAs({ operations }: ReadDescription, { method, path }: Operation): DescribedOperation {
  const found = operations.find((one) => one.method === method.toUpperCase() && one.path === path)
  if (found === undefined) throw new Error(`${method} ${path} is not described`)
  return found
}

/** Something to send, of the schemas of the description. */
function inputOf({ parameters, body }: DescribedOperation, follow: Follow, seed: number): Input {
  const group = (where: string): Json => {
    const stated = parameters.filter((one) => one.in === where).map(parameterOf)
    const schema = {
      type: 'object',
      properties: Object.fromEntries(
        stated.map((one) => [one.name, where === 'path' ? textual(one.schema, follow) : one.schema]),
      ),
      required: where === 'path' ? stated.map(({ name }) => name) : [],
    }
    return oneOf(valuesOf(schema, follow), seed) as Json
  }
  const [type, media] = body ?? []
  const sent =
    type === undefined
      ? {}
      : { body: type.startsWith('text/') ? 'as it is' : oneOf(valuesOf(media?.schema, follow), seed) }
  return { path: group('path'), query: group('query'), ...sent }
}

/** An empty part of a path would be another path. */
function textual(schema: unknown, follow: Follow): unknown {
  const whole = isObject(schema) ? flattened(schema, follow) : {}
  return whole.type === 'string' && whole.minLength === undefined ? { ...whole, minLength: 1 } : whole
}

function expectArrived({ received }: DescribedApi, { path, query, body }: Input, follow: Follow): void {
  const request = received.at(-1)
  if (request === undefined) throw new Error('nothing arrived')
  expect(request.path).toEqual(leavesOf(path))
  expect(
    readAll(
      request.operation.parameters.filter((one) => one.in === 'query'),
      query,
      request.query,
    ),
  ).toEqual(leavesOf(query))
  const [type = '', media = {}] = request.operation.body ?? []
  const text = request.body.toString()
  if (type.includes('json'))
    expect({ type: request.headers['content-type'], body: text === '' ? undefined : JSON.parse(text) }).toEqual({
      type,
      body,
    })
  else if (type === 'application/x-www-form-urlencoded') {
    expect(request.headers['content-type']).toMatch(type)
    const encoding = isObject(media.encoding) ? media.encoding : {}
    const properties = isObject(media.schema) ? flattened(media.schema, follow).properties : {}
    const stated = Object.keys(isObject(properties) ? properties : {}).map((name) => ({
      name,
      schema: {},
      ...(isObject(encoding[name]) ? encoding[name] : {}),
    }))
    expect(readAll(stated, body, new URLSearchParams(text))).toEqual(leavesOf(body))
  } else expect(text).toBe(body ?? '')
}

/** What stands in an address or a form, read as it is described to be written; nothing may be left. */
function readAll(stated: readonly Json[], sent: unknown, pairs: URLSearchParams): Json {
  const left = new URLSearchParams(pairs)
  const found = stated.map((one) => {
    const parameter = parameterOf(one)
    const value = isObject(sent) ? sent[parameter.name] : undefined
    return readParameter(parameter, Array.isArray(value), isObject(value), left)
  })
  return {
    ...Object.assign({}, ...found),
    ...Object.fromEntries([...left].map(([key, value]) => [`not described: ${key}`, value])),
  }
}
