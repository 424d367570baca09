import { defineEntity, eventsOf, nextEventId, type SyncAnswer, type SyncQuestion } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { createServer, type DocketServer } from '../create-server.ts'
import { createLogger } from '../logger.ts'

const list = defineEntity('list', {
  initial: { words: [] as string[] },
  events: {
    added: { payload: z.object({ word: z.string() }), evolve: (s, { word }) => ({ words: [...s.words, word] }) },
  },
  summary: ({ words }) => ({ words: words.length }),
})

const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let server: DocketServer

const startServer = (): Promise<DocketServer> =>
  createServer({
    entities: [list],
    config: {
      port: 0,
      databaseUrl: database.url,
      redisUrl: undefined,
      notifications: 'postgres',
      auth: { kind: 'development' },
    },
    logger: createLogger('silent'),
  })

beforeAll(async () => {
  server = await startServer()
})
afterAll(async () => {
  await server.close()
  await pool.end()
})

async function tokenOf(tenant: string, { url }: DocketServer): Promise<string> {
  const response = await fetch(`${url}/v1/dev/token`, {
    method: 'POST',
    body: JSON.stringify({ tenant, sub: 'till', roles: ['device'] }),
  })
  return ((await response.json()) as { token: string }).token
}

async function post(tenant: string, body: string, at = server): Promise<{ status: number; body: unknown }> {
  const authorization = `Bearer ${await tokenOf(tenant, at)}`
  const response = await fetch(`${at.url}/v1/sync`, { method: 'POST', headers: { authorization }, body })
  return { status: response.status, body: await response.json() }
}

async function ask(question: Partial<SyncQuestion> & { readonly tenant: string }, at = server): Promise<SyncAnswer> {
  const { status, body } = await post(question.tenant, JSON.stringify({ documents: [], ...question }), at)
  expect(status).toBe(200)
  return body as SyncAnswer
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const NOTHING = base64(Y.encodeStateVector(new Y.Doc()))

/** A document of one device with some words. */
function docOf(...words: readonly string[]): Y.Doc {
  const doc = new Y.Doc()
  for (const word of words) {
    const id = nextEventId(undefined, Date.now())
    eventsOf(doc).push([{ id, type: 'added', v: 1, at: 1, by: 'ann', device: 'till', payload: { word } }])
  }
  return doc
}

function questionOf(id: string, doc: Y.Doc) {
  const state_vector = base64(Y.encodeStateVector(doc))
  return { entity: 'list', id, state_vector, update: base64(Y.encodeStateAsUpdate(doc)) }
}

test('[TRN6] updates go up, what is missing comes down, for many documents in one request', async () => {
  const docs = Array.from({ length: 100 }, (_, index) => docOf(`of ${index}`))
  const sent = await ask({ tenant: 'many', documents: docs.map((doc, index) => questionOf(`l${index}`, doc)) })
  expect(sent.documents).toHaveLength(100)
  for (const one of sent.documents) expect(one).toEqual({ entity: 'list', id: one.id, committed: expect.anything() })
  const { rows } = await pool.query("select count(*)::int as events from docket.audit_events where tenant_id = 'many'")
  expect(rows).toEqual([{ events: 100 }])

  const questions = docs.map((_, index) => ({ entity: 'list', id: `l${index}`, state_vector: NOTHING }))
  const got = await ask({ tenant: 'many', documents: questions, summaries_after: 0 })
  for (const one of got.documents) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, Buffer.from('update' in one ? (one.update ?? '') : '', 'base64'))
    expect(eventsOf(doc).toArray()).toEqual(eventsOf(docs[Number(one.id.slice(1))] as Y.Doc).toArray())
    expect(one).toMatchObject({ committed: [...Y.decodeStateVector(Y.encodeStateVector(doc))] })
  }
  expect(got.summaries).toMatchObject({ cursor: 100, more: false })
  expect(got.summaries?.rows).toHaveLength(100)
})

test('[TRN6] the same update again changes nothing, and is answered as before', async () => {
  const question = questionOf('twice', docOf('one'))
  const [first, second] = [
    await ask({ tenant: 'twice', documents: [question] }),
    await ask({ tenant: 'twice', documents: [question] }),
  ]
  expect(second.documents).toEqual(first.documents)
  const { rows } = await pool.query("select seq from docket.audit_events where entity_id = 'twice'")
  expect(rows).toHaveLength(1)
})

test('[GAT2] what cannot be had, or is refused, of one document is told of that one; the others go on', async () => {
  const bad = new Y.Doc()
  eventsOf(bad).push([{ nonsense: true } as never])
  const { documents } = await ask({
    tenant: 'faults',
    documents: [
      questionOf('good', docOf('one')),
      questionOf('bad', bad),
      { ...questionOf('garbage', docOf()), update: '!' },
      { entity: 'list', id: 'odd', state_vector: base64(new Uint8Array([200])) },
      { entity: 'table', id: 't', state_vector: NOTHING },
      { entity: 'docket', id: 'control', state_vector: NOTHING },
    ],
  })
  const told = documents.map((one) => [one.id, 'error' in one ? one.error.code : one.refused?.code])
  expect(new Map(told as [string, string | undefined][])).toEqual(
    new Map([
      ['good', undefined],
      ['bad', 'event_malformed'],
      ['garbage', 'update_malformed'],
      ['odd', 'state_vector_malformed'],
      ['t', 'entity_unknown'],
      ['control', 'entity_unknown'],
    ]),
  )
  const breaches = "select code from docket.breaches where tenant_id = 'faults' order by code"
  await vi.waitFor(async () =>
    expect((await pool.query(breaches)).rows).toEqual([{ code: 'event_malformed' }, { code: 'update_malformed' }]),
  )
})

test('[DOC2] a document that is damaged does not fail the others', async () => {
  await ask({ tenant: 'damage', documents: [questionOf('damaged', docOf('one'))] })
  await pool.query("delete from docket.updates where tenant_id = 'damage'")
  // The first one has it in memory.
  const other = await startServer()
  onTestFinished(() => other.close())
  const damaged = { entity: 'list', id: 'damaged', state_vector: NOTHING }
  const { documents } = await ask({ tenant: 'damage', documents: [damaged, questionOf('sound', docOf('two'))] }, other)
  const told = documents.map((one) => [one.id, 'error' in one ? one.error.code : 'served'])
  expect(told.sort()).toEqual([
    ['damaged', 'document_corrupt'],
    ['sound', 'served'],
  ])
})

test('[TEN1] a token of another tenant gets nothing, and puts nothing into its own', async () => {
  const body = JSON.stringify({ tenant: 'victim', documents: [questionOf('x', docOf('mine'))], summaries_after: 0 })
  expect(await post('thief', body)).toMatchObject({ status: 403, body: { code: 'tenant_mismatch' } })
  const { rows } = await pool.query("select tenant_id from docket.audit_events where entity_id = 'x'")
  expect(rows).toEqual([])
})

test.each([
  ['no JSON', '{', 400, 'bad_request'],
  ['a field that is unknown', '{"tenant":"odd","documents":[],"x":1}', 400, 'bad_request'],
  [
    'a name that is none',
    '{"tenant":"odd","documents":[{"entity":"a/b","id":"x","state_vector":""}]}',
    400,
    'bad_request',
  ],
  [
    'too many documents',
    JSON.stringify({ tenant: 'odd', documents: Array(101).fill({ entity: 'list', id: 'x', state_vector: NOTHING }) }),
    400,
    'bad_request',
  ],
  ['too long a body', `"${'x'.repeat(5 * 1024 * 1024)}"`, 413, 'body_too_large'],
])('%s is refused', async (_, body, status, code) => {
  expect(await post('odd', body)).toMatchObject({ status, body: { code } })
})
