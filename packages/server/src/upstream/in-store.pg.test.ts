import { expect, test, vi } from 'vitest'
import { asEverywhere, bill, createInStore, recorded } from '../../test/in-store.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'

const soon = { timeout: 20_000, interval: 20 }
const site = await createInStore()
const { central, store } = site
const entities = new Map([['bill', bill]])

test('[UPS1] what is recorded in the store while the internet is gone is in both ledgers when it is back', async () => {
  const till = await store.till('till-1')
  const before = till.open(bill, 'day')
  await before.record('added', { name: 'soup', quantity: 1 }).committed
  await vi.waitFor(async () => expect(await recorded(central.pool, 'day')).toHaveLength(1), soon)

  await site.internet.cut()
  for (let n = 2; n <= 20; n++) await before.record('added', { name: `dish ${n}`, quantity: 1 }).committed
  const other = till.open(bill, 'night')
  await other.record('added', { name: 'tea', quantity: 2 }).committed
  expect(await recorded(store.pool)).toHaveLength(21)
  expect(await recorded(central.pool)).toHaveLength(1)

  await site.internet.restore()
  await vi.waitFor(async () => expect(await recorded(central.pool)).toHaveLength(21), soon)
  const [there, here] = [await recorded(central.pool), await recorded(store.pool)]
  expect(asEverywhere(there)).toEqual(asEverywhere(here))
  expect(there.every(({ submitted_by }) => submitted_by === 'store-1')).toBe(true)
  expect(here.every(({ submitted_by }) => submitted_by === 'till-1')).toBe(true)
})

test('[UPS2] what the office records comes down while the store works, and both see one order', async () => {
  const [till, office] = [await store.till('till-1'), await central.till('office')]
  const [here, there] = [till.open(bill, 'shared'), office.open(bill, 'shared')]
  await here.record('added', { name: 'soup', quantity: 1 }).committed
  await vi.waitFor(() => expect(there.state.items).toEqual(['soup']), soon)
  await there.record('added', { name: 'cake', quantity: 1 }).committed
  await vi.waitFor(() => expect(here.state.items).toEqual(['soup', 'cake']), soon)
  await vi.waitFor(async () => expect(await recorded(store.pool, 'shared')).toHaveLength(2), soon)
  const rows = await recorded(store.pool, 'shared')
  expect(rows.map(({ submitted_by }) => submitted_by)).toEqual(['till-1', `upstream:127.0.0.1:${site.internet.port}`])
  const elsewhere = office.open(bill, 'of-the-office')
  await elsewhere.record('added', { name: 'pie', quantity: 3 }).committed
  await vi.waitFor(async () => expect(await recorded(store.pool, 'of-the-office')).toHaveLength(1), soon)
  const list = till.list(bill)
  await vi.waitFor(() => expect(list.rows().find(({ id }) => id === 'of-the-office')?.summary.quantity).toBe(3), soon)
})

test('both ledgers are whole', async () => {
  for (const { pool } of [central, store]) {
    expect(await verifyLedger(pool, { tenant: 'demo', entities })).toMatchObject({ whole: true, first_bad: null })
  }
})
