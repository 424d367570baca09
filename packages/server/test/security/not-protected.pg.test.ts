// What docs/security.md says that Docket does not protect from: so that it is known, and noticed when it changes.
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import { commitGroup } from '../../src/ledger/commit-group.ts'
import { createShop, type Shop, tab } from '../backup/shop.ts'
import { accepted, sampleCommit, sampleEvent } from '../sample-commits.ts'

const DAY_MS = 86_400_000

async function given(): Promise<{ readonly shop: Shop; readonly pool: pg.Pool; readonly url: string }> {
  const { url } = await createTestDatabase()
  const shop = await createShop()
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  onTestFinished(async () => {
    await shop.close()
    await pool.end()
  })
  await shop.start(url)
  return { shop, pool, url }
}

const verify = (pool: pg.Pool) => verifyLedger(pool, { tenant: 'demo', entities: new Map([['tab', tab]]) })

test('the name of a device is what the device says; whose token brought the event is not', async () => {
  const { shop, pool } = await given()
  const ann = await shop.device('ann', 'waiter', { device: 'till-of-bob' })
  await ann.open(tab, 'a').record('added', { drink: 'wine' }).committed
  const { rows } = await pool.query('select device_id, actor_id, submitted_by from docket.audit_events')
  expect(rows).toEqual([{ device_id: 'till-of-bob', actor_id: 'ann', submitted_by: 'ann' }])
})

test('whoever has a token of the tenant reads all its documents', async () => {
  const { shop } = await given()
  await (await shop.device('bob', 'waiter')).open(tab, 'of-bob').record('added', { drink: 'wine' }).committed
  const ann = (await shop.device('ann', 'read-only')).open(tab, 'of-bob')
  await vi.waitFor(() => expect(ann.state.drinks).toEqual(['wine']))
})

test('[CLK1] a clock that is set back puts an event before what was there; that it came later is on the record', async () => {
  const { shop, pool } = await given()
  const ann = (await shop.device('ann', 'device')).open(tab, 'a')
  await ann.record('added', { drink: 'wine' }).committed
  const cheat = await shop.device('cheat', 'device', { clock: { now: () => Date.now() - DAY_MS } })
  cheat.useTransport(undefined)
  const { event } = cheat.open(tab, 'a').record('added', { drink: 'beer' })
  cheat.useTransport(await shop.transport('cheat', 'device'))
  await vi.waitFor(() => expect(ann.state.drinks).toEqual(['beer', 'wine']))
  const { rows } = await pool.query(
    `select seq, extract(epoch from recorded_at - occurred_at) >= $2 as late from docket.audit_events where event_id = $1`,
    [event.id, DAY_MS / 1_000],
  )
  expect(rows).toEqual([{ seq: '2', late: true }])
})

test('who may write to the database can append an event that nobody recorded; the server seals it', async () => {
  const { shop, pool, url } = await given()
  await (await shop.device('ann', 'device')).open(tab, 'a').record('added', { drink: 'wine' }).committed
  const forged = sampleEvent({ type: 'added', payload: { drink: 'champagne' } })
  await commitGroup(pool, [
    sampleCommit({ tenant: 'demo', entity: 'tab', id: 'forged' }, { events: [accepted(forged)] }),
  ])
  await shop.stop()
  await shop.start(url)
  await shop.stop()
  expect(await verifyLedger(pool, { tenant: 'demo' })).toMatchObject({ whole: true, records: 2, sealed_seq: 2 })
})

test('[AUD8] what is cut off after the last seal is not missed; a seal that was anchored misses what is before it', async () => {
  const { shop, pool, url } = await given()
  const ann = (await shop.device('ann', 'device')).open(tab, 'a')
  await ann.record('added', { drink: 'wine' }).committed
  await shop.stop()
  await shop.start(url)
  await ann.record('added', { drink: 'beer' }).committed
  await shop.stop()
  expect(await verify(pool)).toMatchObject({ whole: true, sealed_seq: 2 })
  const cut = await pool.connect()
  try {
    await cut.query('begin')
    for (const table of ['audit_events', 'seals']) await cut.query(`alter table docket.${table} disable trigger all`)
    const { rows } = await cut.query(`delete from docket.audit_events where seq = 2 returning 1`)
    expect(rows).toHaveLength(1)
    await cut.query('delete from docket.seals where seq = 2')
    await cut.query(`update docket.tenants set seq = 1, head = (select hash from docket.audit_events where seq = 1)`)
    await cut.query('commit')
  } finally {
    cut.release()
  }
  expect(await verifyLedger(pool, { tenant: 'demo' })).toMatchObject({ whole: true, records: 1 })
  expect(shop.anchored.at(-1)).toMatchObject({ seq: 2 })
})
