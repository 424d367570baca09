import { beforeAll, expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import { openRestaurant } from './restaurant.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
const { pool } = floor
let a: Till
let b: Till

beforeAll(async () => {
  a = await floor.openTill('A')
  b = await floor.openTill('B')
})
const ADDED = ['Bruschetta', 'Lager 0.4 l', 'Mushroom risotto']

test('[LOG1] [ORD1] [SAV1] [COM1] [AUD1] two tills, one of them offline, one audit trail', async () => {
  // Both show table 5, A from the list of open orders.
  await b.page.getByTestId('table-5').click()
  await b.page.getByTestId('order-panel').waitFor()
  await a.page.getByRole('link', { name: 'Orders' }).click()
  await a.page.getByRole('link', { name: /^Table 5,/ }).click()
  await a.page.getByTestId('order-panel').waitFor()
  const id = new URL(a.page.url()).hash.split('/').at(-1) ?? ''
  expect(new URL(b.page.url()).hash).toContain(id)

  // A loses its network. It adds an appetizer, which shows at once.
  await a.network.cut()
  await vi.waitFor(async () => expect(await a.banner.isVisible()).toBe(true), soon)
  await a.add('starters', 'bruschetta')
  await vi.waitFor(async () => expect(await a.lines()).toEqual(['Bruschetta']), soon)
  // Meanwhile B adds a drink.
  await b.add('drinks', 'lager-0-4-l')
  await vi.waitFor(async () => expect(await b.lines()).toEqual(['Lager 0.4 l']), soon)

  // A's page is reloaded while offline: nothing is lost, it goes on working.
  await a.page.reload()
  await vi.waitFor(async () => expect(await a.lines()).toEqual(['Bruschetta']), soon)
  await vi.waitFor(async () => expect(await a.banner.getAttribute('data-uncommitted')).toBe('1'), soon)
  await a.add('mains', 'mushroom-risotto')
  await vi.waitFor(async () => expect(await a.lines()).toEqual(['Bruschetta', 'Mushroom risotto']), soon)
  await vi.waitFor(async () => expect(await a.banner.getAttribute('data-uncommitted')).toBe('2'), soon)
  // And B removes the drink.
  await b.page.getByRole('button', { name: 'Remove Lager 0.4 l' }).click()
  await vi.waitFor(async () => expect(await b.lines()).toEqual([]), soon)
  const offlineTimes = (await a.timeline()).filter(({ type }) => type === 'item_added').map(({ at }) => at)
  await a.showOrder()

  // A reconnects. Nobody presses anything.
  await a.network.restore()
  for (const till of [a, b]) {
    await vi.waitFor(async () => expect(await till.lines()).toEqual(['Bruschetta', 'Mushroom risotto']), soon)
  }
  await vi.waitFor(async () => expect(await a.banner.isVisible()).toBe(false), soon)
  const history = await a.timeline()
  await vi.waitFor(async () => expect(await b.timeline()).toEqual(history), soon)
  expect(history.map(({ type }) => type)).toEqual(['created', 'item_added', 'item_added', 'item_added', 'item_removed'])
  expect(history.slice(1, 4).map(({ what }) => ADDED.findIndex((name) => what.includes(name)))).toEqual([0, 1, 2])
  expect(history.map(({ device }) => device)).toEqual(['Till B', 'Till A', 'Till B', 'Till A', 'Till B'])
  expect([history[1]?.at, history[3]?.at]).toEqual(offlineTimes)

  // The audit trail, by HTTP and by the command line, in every format.
  const trail = await audit(id)
  expect(trail.events.map(({ event_type }) => event_type)).toEqual(history.map(({ type }) => `order.${type}`))
  expect(trail.events.map(({ occurred_at }) => Date.parse(occurred_at))).toEqual(
    history.map(({ at }) => Date.parse(at)),
  )
  expect(trail.events.map(({ device_id }) => device_id)).toEqual(['till-B', 'till-A', 'till-B', 'till-A', 'till-B'])
  expect(
    trail.events.every(({ actor_id, submitted_by }) => actor_id === 'ada' && submitted_by.startsWith('till-')),
  ).toBe(true)
  const [, first, , third] = trail.events
  // B's removal was recorded before what A did earlier, offline.
  const removal = trail.events[4]
  expect(Date.parse(first?.recorded_at ?? '')).toBeGreaterThan(Date.parse(removal?.recorded_at ?? ''))
  expect(Date.parse(third?.recorded_at ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.recorded_at ?? ''))
  expect(trail.state).toMatchObject({
    table_number: 5,
    status: 'open',
    items: [{ name: 'Bruschetta', quantity: 1 }, { name: 'Mushroom risotto' }],
  })
  const { rows } = await pool.query(`select state from docket.entities where tenant_id = 'demo' and entity_id = $1`, [
    id,
  ])
  expect(rows).toEqual([{ state: trail.state }])
  const exported = (format: string): Promise<string> =>
    floor.restaurant.docket('audit', 'export', '--tenant', 'demo', '--entity', 'order', '--id', id, '--format', format)
  const json = JSON.parse(await exported('json')) as Trail
  expect(json.events.map(({ event_id }) => event_id)).toEqual(trail.events.map(({ event_id }) => event_id))
  const [csv, ndjson, html] = await Promise.all([exported('csv'), exported('ndjson'), exported('html')])
  for (const { event_id } of trail.events) {
    expect(csv).toContain(event_id)
    expect(ndjson).toContain(event_id)
  }
  for (const name of ADDED) expect(html).toContain(name)

  // The server is killed and started again: all is there, and both tills go on by themselves.
  await floor.restaurant.kill()
  await vi.waitFor(async () => expect(await b.banner.isVisible()).toBe(true), soon)
  floor.restaurant = await openRestaurant(floor.port, floor.databaseUrl)
  expect(await audit(id)).toEqual({ ...trail, exported_at: expect.any(String) as string })
  await vi.waitFor(async () => expect(await b.banner.isVisible()).toBe(false), { ...soon, timeout: 40_000 })
  await b.showOrder()
  await b.add('desserts', 'panna-cotta')
  await a.showOrder()
  await vi.waitFor(async () => expect(await a.lines()).toEqual(['Bruschetta', 'Mushroom risotto', 'Panna cotta']), {
    ...soon,
    timeout: 40_000,
  })
  expect((await audit(id)).events).toHaveLength(6)
})

interface Trail {
  readonly state: unknown
  readonly exported_at: string
  readonly events: readonly {
    readonly event_id: string
    readonly event_type: string
    readonly occurred_at: string
    readonly recorded_at: string
    readonly device_id: string
    readonly actor_id: string
    readonly submitted_by: string
  }[]
}

async function audit(id: string): Promise<Trail> {
  const token = await fetch(`${floor.restaurant.url}/v1/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'demo', sub: 'auditor' }),
  })
  const { token: bearer } = (await token.json()) as { token: string }
  const response = await fetch(`${floor.restaurant.url}/v1/entities/order/${id}/audit`, {
    headers: { authorization: `Bearer ${bearer}` },
  })
  expect(response.status).toBe(200)
  return (await response.json()) as Trail
}
