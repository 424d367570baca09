import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { TillPage } from '../browser.ts'
import type { Figure } from '../figure.ts'
import { applyChange, newOrder, type Order, rowOf, textOf } from '../order.ts'
import type { Peer } from '../peers.ts'
import type { Size } from '../size.ts'
import type { PeerServer, Stage } from '../stage.ts'
import { itemOf, orderId, SHARED_ITEM, sharedWork } from '../work.ts'
import { countDifferences } from './differences.ts'

const LOOK_EVERY_MS = 20
/** On a busy machine LiveStore needs most of a minute. */
const LONGEST_MS = 120_000

/** Two tills on the same orders, one of them offline for its part; then it comes back. */
export async function measureTwoTills(peer: Peer, stage: Stage, tills: TillPage, size: Size): Promise<Figure[]> {
  const { sharedOrders, sharedChanges } = size
  const server = await stage.start(peer)
  const disk = await tills.newDisk()
  const browser = await disk.launch()
  try {
    await withTill(await browser.open('a'), peer, server, true, (page) =>
      page.evaluate((count) => window.till.beginShared(count), sharedOrders),
    )
    const a = await startTill(await browser.open('a'), peer, server, false)
    const b = await startTill(await browser.open('b'), peer, server, true)
    for (const page of [a, b]) await page.evaluate((count) => window.till.openShared(count), sharedOrders)
    const work = (page: Page, device: string) =>
      page.evaluate((work) => window.till.workOnShared(...work), [sharedOrders, device, sharedChanges] as const)
    await Promise.all([work(a, 'a'), work(b, 'b')])
    await b.evaluate(() => window.till.safe())

    const ids = Array.from({ length: sharedOrders }, (_, n) => orderId(n))
    const textOfServer = async (): Promise<string> => {
      const stored = await peer.readStored(server.disk, ids)
      return ids.map((id) => textOf(stored.get(id) ?? newOrder(0))).join('\n\n')
    }
    const textOn = (page: Page) => page.evaluate((count) => window.till.textOfShared(count), sharedOrders)
    const startMs = performance.now()
    await a.evaluate(() => window.till.connect())
    const safe = a.evaluate(() => window.till.safe()).then(() => performance.now() - startMs)
    const expected = expectedOrders(ids, sharedChanges)
    const expectedText = [...expected.values()].map(textOf).join('\n\n')
    const same = await untilSame(startMs, expectedText, [() => textOn(a), () => textOn(b), textOfServer])
    const safeMs = await Promise.race([safe, sleep(LONGEST_MS, Number.NaN)])

    const stored = await peer.readStored(server.disk, ids)
    const rows = await a.evaluate(() => window.till.rows())
    const wrongRows = ids.filter((id, n) => {
      const order = stored.get(id) ?? newOrder(n + 1)
      const row = rows.find((row) => row.id === id)
      return row?.total_minor !== rowOf(id, order).total_minor || row.status !== order.status
    })
    const what = `two tills, ${sharedChanges} changes each on the same ${sharedOrders} orders, one offline meanwhile`
    const figure = (metric: string, value: number, unit: string): Figure => ({ case: what, metric, value, unit })
    const counted = (metric: string, value: number): Figure => ({ ...figure(metric, value, ''), counted: true })
    const { lost, doubled } = countDifferences(expected, stored)
    return [
      figure('back online until it says that all is safe', safeMs, 'ms'),
      figure('back online until both tills and the server’s disk are equal', same.ms, 'ms'),
      counted('rounds that ended unequal', same.equal ? 0 : 1),
      counted('changes lost or overwritten', lost),
      counted('changes doubled', doubled),
      counted('wrong lines in the list afterwards', wrongRows.length),
    ]
  } finally {
    await browser.close()
    await server.stop()
    await disk.remove()
  }
}

/** @param page of the site that names the device */
export async function startTill(page: Page, peer: Peer, { url, token }: PeerServer, online: boolean): Promise<Page> {
  const device = new URL(page.url()).hostname.split('.')[0] ?? ''
  const options = { url, token, device, online }
  await page.evaluate(([name, options]) => window.till.start(name, options), [peer.name, options] as const)
  return page
}

async function withTill(
  page: Page,
  peer: Peer,
  server: PeerServer,
  online: boolean,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  await work(await startTill(page, peer, server, online))
  await page.evaluate(() => window.till.close())
  await page.close()
}

/** Until all are equal and nothing is missing; if that does not come, until the last look. */
async function untilSame(startMs: number, expected: string, texts: readonly (() => Promise<string>)[]) {
  for (;;) {
    const all = await Promise.all(texts.map((text) => text()))
    const ms = performance.now() - startMs
    const equal = all.every((text) => text === all[0])
    if (equal && all[0] === expected) return { ms, equal }
    if (ms > LONGEST_MS) return { ms: Number.NaN, equal }
    await sleep(LOOK_EVERY_MS)
  }
}

/** What every change together leads to. */
function expectedOrders(ids: readonly string[], changes: number): Map<string, Order> {
  const orders = new Map(ids.map((id, n) => [id, { ...newOrder(n + 1), items: [itemOf(SHARED_ITEM, 0)] } as Order]))
  for (const device of ['a', 'b']) {
    for (const { id, change } of sharedWork(ids, device, changes)) {
      orders.set(id, applyChange(orders.get(id) ?? newOrder(0), change))
    }
  }
  return orders
}
