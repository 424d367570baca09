import { createTestDatabase } from '@docket/test-support/database'
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node'
import { afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { FLEET_SECRET, startFleet } from '../../test/fleet.ts'
import { tally } from '../../test/tally.ts'
import { waitUntil } from '../../test/wait-until.ts'
import { createTokens } from '../auth/tokens.ts'
import { createServer, type DocketServer } from '../create-server.ts'
import { createLogger } from '../logger.ts'

const database = await createTestDatabase()
const exporter = new InMemorySpanExporter()
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
let server: DocketServer

beforeAll(async () => {
  server = await createServer({
    entities: [tally],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'secret', secret: FLEET_SECRET } },
    logger: createLogger('silent'),
  })
  // After the server: an application may start its SDK whenever it likes.
  provider.register()
  return async () => {
    await server.close()
    trace.disable()
    await provider.shutdown()
  }
})
afterEach(() => exporter.reset())

const spansNamed = (name: string): ReadableSpan[] => exporter.getFinishedSpans().filter((span) => span.name === name)

async function get(path: string, headers: Record<string, string> = {}): Promise<number> {
  const { issue } = createTokens({ kind: 'secret', secret: FLEET_SECRET })
  const token = await issue?.({ subject: 'ann', tenant: 'fleet', expiresInS: 60 })
  return (await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })).status
}

test('a group of commits is a span, and so is the loading of a document; an update is none', async () => {
  const fleet = await startFleet(() => server.port, { devices: 4, events: 50, window: 10 })
  onTestFinished(() => fleet.stop())
  await waitUntil('everything is acknowledged', () => fleet.documents.every(({ isDone }) => isDone))
  const commits = spansNamed('docket.commit')
  const sum = (key: string): number => commits.reduce((total, { attributes }) => total + Number(attributes[key]), 0)
  expect(sum('docket.events')).toBe(200)
  // What comes for a document while a group is written is one commit of the next.
  expect(sum('docket.commits')).toBeLessThan(200)
  expect(commits.every(({ attributes }) => attributes['docket.tenants'] === 1)).toBe(true)
  expect(commits.length).toBeLessThan(200)
  const loads = spansNamed('docket.load_document')
  expect(loads.map(({ attributes }) => attributes)).toEqual(
    Array(4).fill({ 'docket.entity': 'tally', 'docket.updates': 0 }),
  )
  expect(exporter.getFinishedSpans()).toHaveLength(commits.length + loads.length)
})

test('a request is a span named after its route, inside the one of the caller', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  expect(await get('/v1/entities/tally/nobody?access_token=x', { traceparent })).toBe(404)
  expect(await get('/readyz')).toBe(200)
  await vi.waitFor(() => expect(exporter.getFinishedSpans()).toHaveLength(1))
  const [span] = exporter.getFinishedSpans()
  expect(span).toMatchObject({
    name: 'GET /v1/entities/:type/:id',
    kind: SpanKind.SERVER,
    status: { code: SpanStatusCode.UNSET },
    parentSpanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/v1/entities/:type/:id',
      'http.response.status_code': 404,
    },
  })
  expect(JSON.stringify(span?.attributes)).not.toMatch(/nobody|access_token/)
})
