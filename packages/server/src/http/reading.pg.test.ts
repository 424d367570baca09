import { type EventRecord, eventIdOf } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { type Answer, sampleHttp } from '../../test/sample-http.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const { url } = await createTestDatabase()
const HOUR = 3_600_000
const NOON = Date.UTC(2026, 10, 22, 12)
const address = { tenant: 'demo', entity: 'order', id: 'a' }
let pool: Pool
let get: (path: string, tenant?: string) => Promise<Answer>

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  // What is read here adds no numbers of its own.
  get = sampleHttp({ db: pool, auditAccess: { roles: ['auditor'], record: () => Promise.resolve() } }).get
  const events = [
    accepted(eventAt(NOON, 'item_added', { name: 'soup' })),
    accepted(eventAt(NOON + HOUR, 'paid', {})),
    {
      ...accepted(eventAt(NOON + HOUR / 2, 'item_added', {})),
      rejection: { code: 'payload_invalid', reason: 'no name' },
    },
    accepted(eventAt(NOON + 2 * HOUR, 'item_added', { name: 'wine' })),
  ]
  await commitGroup(pool, [
    sampleCommit(address, { events, readModel: { state: { status: 'paid' }, summary: { status: 'paid' } } }),
    sampleCommit({ ...address, id: 'b' }, { readModel: { state: {}, summary: {} } }),
    sampleCommit({ ...address, entity: 'forgotten' }),
    sampleCommit({ ...address, tenant: 'other', id: 'secret' }, { readModel: { state: {}, summary: {} } }),
  ])
})
afterAll(() => pool.end())

function eventAt(ms: number, type: string, payload: EventRecord['payload']): EventRecord {
  const id = eventIdOf({ ms, counter: 0 }, crypto.getRandomValues(new Uint8Array(8)))
  return sampleEvent({ id, at: ms, type, payload })
}

describe('entities', () => {
  test('are listed in pages', async () => {
    const page = await get('/v1/entities/order?limit=1')
    expect(page).toMatchObject({
      status: 200,
      body: { entities: [{ id: 'a', summary: { status: 'paid' }, seq: 4 }], next: 'a' },
    })
    expect(await get('/v1/entities/order?limit=2&after=a')).toMatchObject({
      body: { entities: [{ id: 'b' }], next: null },
    })
  })

  test('are shown as they are, with RFC 3339 times', async () => {
    const { body } = await get('/v1/entities/order/a')
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(body).toEqual({
      id: 'a',
      state: { status: 'paid' },
      summary: { status: 'paid' },
      seq: 4,
      created_at: time,
      updated_at: time,
    })
  })

  test.each([
    [NOON, { status: 'open', items: ['soup'] }],
    [NOON + HOUR - 1, { status: 'open', items: ['soup'] }],
    [NOON + HOUR, { status: 'paid', items: ['soup'] }],
    [Date.UTC(9999, 0), { status: 'paid', items: ['soup'] }],
  ])('[FLD1] are shown as they were at %i', async (ms, state) => {
    const at = new Date(ms).toISOString()
    expect(await get(`/v1/entities/order/a?at=${at}`)).toMatchObject({ status: 200, body: { id: 'a', at, state } })
  })

  test('did not exist before their first event', async () => {
    for (const ms of [NOON - 1, -1]) {
      const answer = await get(`/v1/entities/order/a?at=${new Date(ms).toISOString()}`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
  })
})

test('an audit trail comes in each format', async () => {
  const { body, headers } = await get('/v1/entities/order/a/audit')
  expect(body).toMatchObject({ tenant: 'demo', entity_id: 'a', seq: 4, state: { status: 'paid', items: ['soup'] } })
  expect(
    (body as { events: { effect: string; reason?: string }[] }).events.map(({ effect, reason }) => [effect, reason]),
  ).toEqual([
    ['applied', undefined],
    ['rejected', 'no name'],
    ['applied', undefined],
    ['no_effect', 'the order is paid'],
  ])
  expect(headers.get('content-type')).toBe('application/json')
  const csv = await get('/v1/entities/order/a/audit?format=csv')
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="order-a-audit.csv"')
  expect(String(csv.body).trimEnd().split('\r\n')).toHaveLength(5)
  const page = await get('/v1/entities/order/a/audit?format=html')
  expect(page.body).toContain('the order is paid')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(
    String((await get('/v1/entities/order/a/audit?format=ndjson')).body)
      .trimEnd()
      .split('\n'),
  ).toHaveLength(5)
  const forgotten = await get('/v1/entities/forgotten/a/audit')
  expect(forgotten.body).toMatchObject({ state: null, events: [{ event_type: 'forgotten.noted' }] })
  expect(JSON.stringify(forgotten.body)).not.toContain('effect')
})

test('events are read in the order of their numbers, and next is where to go on', async () => {
  const first = await get('/v1/events/since?after=1&limit=2')
  expect(first.body).toMatchObject({
    events: [
      {
        seq: 2,
        entity_type: 'order',
        entity_id: 'a',
        event_type: 'order.paid',
        occurred_at: '2026-11-22T13:00:00.000Z',
      },
      { seq: 3, verdict: 'rejected', reject_code: 'payload_invalid' },
    ],
    next: 3,
  })
  expect(await get('/v1/events/since?entity_type=forgotten')).toMatchObject({ body: { events: [{ seq: 6 }], next: 6 } })
})

test('[TEN1] what another tenant has is simply not there', async () => {
  const nothing = { status: 404, body: { code: 'not_found' } }
  for (const path of [
    '/v1/entities/order/secret',
    '/v1/entities/order/secret/audit',
    '/v1/entities/order/secret?at=9999-01-01T00:00:00Z',
  ]) {
    expect(await get(path)).toMatchObject(nothing)
    expect(await get(path, 'other')).toMatchObject({ status: 200 })
  }
  expect((await get('/v1/entities/order', 'other')).body).toMatchObject({ entities: [{ id: 'secret' }] })
  expect((await get('/v1/events/since', 'nobody')).body).toEqual({ events: [], next: 0 })
})
