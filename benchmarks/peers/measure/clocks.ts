import { setTimeout as sleep } from 'node:timers/promises'
import type { TillBrowser, TillPage } from '../browser.ts'
import type { Figure } from '../figure.ts'
import type { Peer } from '../peers.ts'
import type { Size } from '../size.ts'
import type { PeerServer, Stage } from '../stage.ts'
import { orderId } from '../work.ts'
import { startTill } from './two-tills.ts'

const HOUR_MS = 3_600_000
const CLOCKS = { 'an hour ahead': HOUR_MS, 'an hour behind': -HOUR_MS }
const LONGEST_MS = 15_000

/**
 * Two tills that do not know of each other set the status of the same order, the one that is offline and has the wrong
 * clock first. What was done later should stand when both are in step.
 */
export async function measureClocks(
  peer: Peer,
  stage: Stage,
  tills: TillPage,
  { clockOrders }: Size,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [clock, aheadMs] of Object.entries(CLOCKS)) {
    const server = await stage.start(peer)
    const disk = await tills.newDisk()
    const browser = await disk.launch()
    try {
      const right = await countRight(peer, server, browser, clockOrders, aheadMs)
      const what = `the status set offline first and online later, ${clockOrders} orders a round`
      figures.push({
        case: what,
        metric: `the later one stands, clock ${clock}`,
        value: right,
        unit: '',
        counted: true,
      })
    } finally {
      await browser.close()
      await server.stop()
      await disk.remove()
    }
  }
  return figures
}

async function countRight(peer: Peer, server: PeerServer, browser: TillBrowser, orders: number, aheadMs: number) {
  const ids = Array.from({ length: orders }, (_, n) => orderId(n))
  const online = await startTill(await browser.open('a', aheadMs), peer, server, true)
  await online.evaluate((count) => window.till.beginShared(count), orders)
  await online.evaluate(() => window.till.close())
  await online.close()
  const a = await startTill(await browser.open('a', aheadMs), peer, server, false)
  const b = await startTill(await browser.open('b'), peer, server, true)
  for (const page of [a, b]) await page.evaluate((count) => window.till.openShared(count), orders)
  for (const id of ids) await a.evaluate((id) => window.till.setStatus(id, 'fired'), id)
  for (const id of ids) await b.evaluate((id) => window.till.setStatus(id, 'served'), id)
  await b.evaluate(() => window.till.safe())
  await a.evaluate(() => window.till.connect())
  await a.evaluate(() => window.till.safe())
  const statusesOn = (page: typeof a) => page.evaluate((ids) => ids.map((id) => window.till.statusOf(id)).join(), ids)
  for (const until = performance.now() + LONGEST_MS; performance.now() < until; await sleep(100)) {
    const stored = await peer.readStored(server.disk, ids)
    const statuses = ids.map((id) => stored.get(id)?.status)
    const same = [await statusesOn(a), await statusesOn(b)].every((other) => other === statuses.join())
    // Nobody is left with what he had before he heard of the other.
    if (same) return statuses.filter((status) => status === 'served').length
  }
  throw new Error(`the tills of ${peer.name} do not agree with its server`)
}
