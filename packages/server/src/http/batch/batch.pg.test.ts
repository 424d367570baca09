import { eventsOf, tickOf, verdictsOf } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { type BatchClient, batchClient, type SentEvent, sentEvent } from '../../../test/batch-client.ts'
import { readLedger } from '../../../test/ledger.ts'
import { flawsOfChain } from '../../../test/ledger-records.ts'
import { sampleOrder } from '../../../test/sample-order.ts'
import { createTokens } from '../../auth/tokens.ts'
import { createServer, type DocketServer } from '../../create-server.ts'
import { documentReader } from '../../hocuspocus/read-document.ts'
import { createLogger } from '../../logger.ts'

const auth = { kind: 'secret', secret: 'the secret of these tests, 32 bytes' } as const
const tokens = createTokens(auth)
const database = await createTestDatabase()
const pool = new pg.Pool({ connectionString: database.url })
let nodes: readonly [DocketServer, DocketServer]
let till: BatchClient

beforeAll(async () => {
  const config = { port: 0, databaseUrl: database.url, redisUrl: undefined, notifications: 'postgres', auth } as const
  const start = () => createServer({ entities: [sampleOrder], config, logger: createLogger('silent') })
  nodes = [await start(), await start()]
  till = await client('demo', ['device'])
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await pool.end()
})

async function client(tenant: string, roles: readonly string[], subject = 'till', node = nodes[0]) {
  const token = await tokens.issue?.({ subject, tenant, roles, expiresInS: 600 })
  return batchClient(node.url, token ?? '')
}

const NOTHING = { accepted: [], rejected: [], duplicates: [], no_effect: [] }
const idsOf = (events: readonly SentEvent[]) => events.map(({ id }) => id)

test('[HTTP1] what is wrong with an event keeps no other out, and is said of it alone', async () => {
  const good = [sentEvent('p1'), sentEvent('p2', { event_type: 'item_added', user_id: 'ann' })]
  const bad: [unknown, string, boolean][] = [
    [sentEvent('p1', { id: sentEvent('x').id.toUpperCase() }), 'event_malformed', false],
    [sentEvent('p1', { id: '2c5ea4c0-4067-41ad-8f4a-0000aa60b4a2' }), 'event_malformed', false],
    [sentEvent('p1', { event_type: 'table.item_added' }), 'event_malformed', false],
    [sentEvent('p1', { timestamp: 'yesterday' }), 'event_malformed', false],
    [sentEvent('p1', { timestamp: 1.5 }), 'event_malformed', false],
    [sentEvent('p1', { payload: ['soup'] }), 'event_malformed', false],
    [sentEvent('p1', { payload: { name: 'NUL \0' } }), 'event_malformed', false],
    [sentEvent('p1', { user_id: '' }), 'event_malformed', false],
    [sentEvent('p1', { ref: 'x' }), 'event_malformed', false],
    [sentEvent('p1', { schema_version: 0 }), 'event_malformed', false],
    [sentEvent('p1', { idempotency_key: '' }), 'event_malformed', false],
    [sentEvent('p1', { payload: { name: 'x'.repeat(70_000) } }), 'event_too_large', false],
    [sentEvent('p/1'), 'document_name_invalid', false],
    [sentEvent('p1', { entity_type: '$tenant', event_type: 'erased' }), 'document_name_invalid', false],
    [sentEvent('p1', { entity_type: 'table', event_type: 'laid' }), 'entity_unknown', false],
    [sentEvent('p1', { entity_type: 'docket', event_type: 'x', entity_id: 'control' }), 'entity_unknown', false],
    [null, 'event_malformed', false],
    ['soup', 'event_malformed', false],
    [{}, 'event_malformed', false],
    [sentEvent('p1', { payload: {} }), 'payload_invalid', true],
    [sentEvent('p2', { event_type: '$erased', payload: {} }), 'type_reserved', true],
  ]
  const [first, last] = good
  const answer = await till.send([first, ...bad.map(([event]) => event), last])
  expect(answer.rejected.map(({ index, code, recorded }) => [index, code, recorded])).toEqual(
    bad.map(([, code, recorded], index) => [index + 1, code, recorded]),
  )
  expect(answer).toMatchObject({ accepted: idsOf(good), duplicates: [], no_effect: [] })
  const ledger = await readLedger(pool, 'demo/order/p1')
  expect(ledger.map(({ event, rejection }) => [event.id, rejection?.code])).toEqual([
    [first?.id, undefined],
    [expect.any(String), 'payload_invalid'],
  ])
})

test('[HTTP1] an event is stored as it was sent: its time, who did it, on which device, whose token brought it', async () => {
  const waiter = await client('demo', ['waiter'], 'bob')
  await till.send([
    sentEvent('q1', { timestamp: '1999-12-31T23:59:59.999+01:00' }),
    sentEvent('q1', { timestamp: -5, user_id: 'ann', schema_version: 7 }),
    sentEvent('q1', { device_id: 'till-2' }),
  ])
  expect(await waiter.send([sentEvent('q1'), sentEvent('q1', { user_id: 'ann' })])).toMatchObject({
    accepted: [expect.any(String)],
    rejected: [{ index: 1, code: 'actor_forbidden', recorded: true }],
  })
  const { rows } = await pool.query(`
    select occurred_at_ms, actor_id, device_id, submitted_by, schema_version from docket.audit_events
    where entity_id = 'q1' order by seq`)
  const row = (at: number, by: string | null, token: string, v = 1, device = token) => [
    String(at),
    by,
    device,
    token,
    String(v),
  ]
  expect(rows.map(Object.values)).toEqual([
    row(Date.UTC(1999, 11, 31, 22, 59, 59, 999), null, 'till'),
    row(-5, 'ann', 'till', 7),
    row(Date.UTC(2026, 10, 22, 18), null, 'till', 1, 'till-2'),
    row(Date.UTC(2026, 10, 22, 18), 'bob', 'bob'),
    row(Date.UTC(2026, 10, 22, 18), 'ann', 'bob'),
  ])
})

test('[FLD2] an event without effect is accepted, and the answer says why it has none', async () => {
  const [paid, late] = [sentEvent('r1', { event_type: 'order.paid', payload: {} }), sentEvent('r1')]
  const unknown = sentEvent('r1', { event_type: 'order.sung' })
  expect(await till.send([paid, late, unknown])).toEqual({
    ...NOTHING,
    accepted: idsOf([paid, late, unknown]),
    no_effect: [
      { id: late.id, effect: 'no_effect', reason: 'the order is paid' },
      { id: unknown.id, effect: 'not_understood', reason: expect.any(String) },
    ],
  })
})

test.each([
  ['{', 400, 'bad_request'],
  ['[]', 400, 'bad_request'],
  ['{"events":{}}', 400, 'bad_request'],
  ['{"events":[],"atomic":"yes"}', 400, 'bad_request'],
  [JSON.stringify({ events: Array(501).fill({}) }), 400, 'bad_request'],
  [`{"events":["${'x'.repeat(9_000_000)}"]}`, 413, 'body_too_large'],
])('only what is no batch is refused whole: %.40s', async (body, status, code) => {
  const response = await till.post(body)
  expect([response.status, await response.json()]).toMatchObject([status, { code }])
})

test('an empty batch is a batch', async () => {
  expect(await till.send([])).toEqual(NOTHING)
})

describe('the same again', () => {
  test('[HTTP2] by id: each event is recorded once, whoever is asked and however often at once', async () => {
    const other = await client('demo', ['device'], 'till', nodes[1])
    for (let round = 0; round < 5; round++) {
      const events = Array.from({ length: 6 }, (_, n) => sentEvent(`s${round}`, n === 3 ? { payload: {} } : {}))
      const answers = await Promise.all([till, other, till, other].map((one) => one.send(events)))
      answers.push(await other.send(events), await till.send([...events, sentEvent(`s${round}`)]))
      const accepted = idsOf(events).filter((_, n) => n !== 3)
      for (const answer of answers) {
        expect(answer.accepted.slice(0, 5)).toEqual(accepted)
        expect(answer.rejected).toMatchObject([{ index: 3, code: 'payload_invalid', recorded: true }])
      }
      const ledger = await readLedger(pool, `demo/order/s${round}`)
      expect(ledger.map(({ event }) => event.id).toSorted()).toEqual(
        [...new Set(ledger.map(({ event }) => event.id))].toSorted(),
      )
      expect(ledger).toHaveLength(7)
      // What either writes afterwards can be read back.
      expect((await other.send([sentEvent(`s${round}`)])).accepted).toHaveLength(1)
      expect((await till.send([sentEvent(`s${round}`, { payload: {} })])).rejected).toHaveLength(1)
      const doc = new Y.Doc()
      await documentReader(pool).read({ tenant: 'demo', entity: 'order', id: `s${round}` }, doc)
      expect([eventsOf(doc).length, verdictsOf(doc).length]).toEqual([9, 2])
    }
    expect(await flawsOfChain(pool, 'demo')).toEqual([])
  })

  test('[HTTP2] by id: another content under it is refused', async () => {
    const event = sentEvent('t1')
    await till.send([event])
    const changed = { ...event, payload: { name: 'wine' } }
    const elsewhere = { ...event, entity_id: 't2' }
    const beside = sentEvent('t1')
    expect(await till.send([changed, elsewhere, beside])).toMatchObject({
      accepted: [beside.id],
      rejected: [
        { id: event.id, code: 'event_id_reused', recorded: false },
        { id: event.id, code: 'event_id_reused', recorded: false },
      ],
    })
  })

  test('[HTTP2] by key: the event that has it stands for a same one, and another content is refused', async () => {
    const key = { idempotency_key: 'receipt 7' }
    const first = sentEvent('u1', key)
    const again = sentEvent('u1', key)
    const changed = sentEvent('u1', { ...key, payload: { name: 'wine' } })
    const elsewhere = sentEvent('u2', key)
    const duplicate = { id: again.id, event_id: first.id }
    expect(await till.send([first])).toEqual({ ...NOTHING, accepted: [first.id] })
    const reused = (index: number, { id }: SentEvent) => ({
      index,
      id,
      code: 'idempotency_key_reused',
      recorded: false,
    })
    expect(await till.send([again, changed, elsewhere, first])).toMatchObject({
      accepted: [again.id, first.id],
      duplicates: [duplicate],
      rejected: [reused(1, changed), reused(2, elsewhere)],
    })
    expect((await readLedger(pool, 'demo/order/u1')).map(({ event }) => event.id)).toEqual([first.id])
    expect(await readLedger(pool, 'demo/order/u2')).toEqual([])
  })

  test('[HTTP2] by key: twice in one batch, and of an event that was rejected', async () => {
    const key = { idempotency_key: 'receipt 8' }
    const [first, again] = [sentEvent('v1', key), sentEvent('v1', key)]
    const changed = sentEvent('v2', key)
    expect(await till.send([first, again, changed])).toMatchObject({
      accepted: [first.id, again.id],
      duplicates: [{ id: again.id, event_id: first.id }],
      rejected: [{ index: 2, code: 'idempotency_key_reused' }],
    })
    const wrong = { idempotency_key: 'receipt 9', payload: {} }
    await till.send([sentEvent('v1', wrong)])
    expect(await till.send([sentEvent('v1', wrong)])).toMatchObject({
      rejected: [{ code: 'payload_invalid', recorded: true }],
    })
  })

  test('[HTTP2] by key: who says no time means that of the event that has it', async () => {
    const untimed = () => ({ ...sentEvent('v3', { idempotency_key: 'receipt 10' }), timestamp: undefined })
    const [first, again] = [untimed(), untimed()]
    expect(await till.send([first])).toMatchObject({ accepted: [first.id] })
    expect(await till.send([again])).toMatchObject({ duplicates: [{ id: again.id, event_id: first.id }] })
    const timed = { ...again, timestamp: 5 }
    expect(await till.send([timed])).toMatchObject({ rejected: [{ code: 'idempotency_key_reused' }] })
    const [{ event } = { event: undefined }] = await readLedger(pool, 'demo/order/v3')
    expect(event?.at).toBe(tickOf(first.id).ms)
  })

  test('[HTTP2] by key: of many at once, on two nodes, one is recorded, and stands for all', async () => {
    const other = await client('demo', ['device'], 'till', nodes[1])
    for (let round = 0; round < 5; round++) {
      const key = { idempotency_key: `race ${round}` }
      const entity = `w${round}`
      const sent = [till, other, till, other].map((one) => ({
        one,
        event: sentEvent(entity, key),
        beside: sentEvent(entity),
      }))
      const answers = await Promise.all(sent.map(({ one, event, beside }) => one.send([beside, event])))
      const duplicates = answers.flatMap((answer) => answer.duplicates)
      expect(duplicates).toHaveLength(3)
      const [{ event_id } = { event_id: '' }] = duplicates
      expect(new Set(duplicates.map((one) => one.event_id))).toEqual(new Set([event_id]))
      for (const [index, { event, beside }] of sent.entries()) {
        expect(answers[index]).toMatchObject({ accepted: [beside.id, event.id], rejected: [] })
      }
      const ledger = await readLedger(pool, `demo/order/${entity}`)
      expect(ledger.map(({ event }) => event.id).toSorted()).toEqual(
        [event_id, ...sent.map(({ beside }) => beside.id)].toSorted(),
      )
    }
  })

  test('[TEN1] ids and keys of one tenant say nothing to another', async () => {
    const stranger = await client('other', ['device'])
    const event = sentEvent('x1', { idempotency_key: 'ours' })
    await till.send([event])
    const theirs = [event, sentEvent('x1', { idempotency_key: 'ours too', payload: { name: 'wine' } })]
    expect(await stranger.send(theirs)).toEqual({ ...NOTHING, accepted: idsOf(theirs) })
    expect(await readLedger(pool, 'demo/order/x1')).toHaveLength(1)
  })
})

describe('all or none', () => {
  test.each([
    ['malformed', { timestamp: 'now' }, 'event_malformed'],
    ['rejected by a rule', { payload: {} }, 'payload_invalid'],
  ])('[HTTP3] of a document nothing is recorded when one event is %s; others go on', async (what, wrong, code) => {
    const [bad, good] = [`y-${what.replaceAll(' ', '-')}`, `z-${what.replaceAll(' ', '-')}`]
    const events = [sentEvent(bad), sentEvent(good), sentEvent(bad, wrong), sentEvent(bad)]
    expect(await till.send(events, true)).toMatchObject({
      accepted: [events[1]?.id],
      rejected: [
        { index: 0, code: 'withheld', recorded: false },
        { index: 2, code, recorded: false },
        { index: 3, code: 'withheld', recorded: false },
      ],
    })
    expect(await readLedger(pool, `demo/order/${bad}`)).toEqual([])
    expect(await readLedger(pool, `demo/order/${good}`)).toHaveLength(1)
  })

  test('[HTTP3] of a document nothing is recorded when the key of one is used for something else', async () => {
    await till.send([sentEvent('aa', { idempotency_key: 'mine' })])
    const events = [sentEvent('ab'), sentEvent('ab', { idempotency_key: 'mine' })]
    expect(await till.send(events, true)).toMatchObject({
      accepted: [],
      rejected: [{ code: 'withheld' }, { code: 'idempotency_key_reused' }],
    })
    expect(await readLedger(pool, 'demo/order/ab')).toEqual([])
  })
})
