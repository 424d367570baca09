import { median } from '../../lib/stats.ts'
import type { TillDisk, TillPage } from '../browser.ts'
import type { Figure } from '../figure.ts'
import type { FigureTable } from '../figure-table.ts'
import { inTurns } from '../in-turns.ts'
import type { Peer } from '../peers.ts'
import type { Size } from '../size.ts'
import type { Stage } from '../stage.ts'

/** One of so many is not paid. */
const OPEN_ONE_OF = 20
const FILLED_AT_ONCE = 25
const OPENED = 5

/** Fills each peer's disk with orders, online; then starts browsers on them, offline. */
export async function measureColdStarts(
  table: FigureTable,
  peers: readonly Peer[],
  rounds: number,
  stage: Stage,
  tills: TillPage,
  { coldOrders }: Size,
): Promise<void> {
  const disks = new Map<Peer, TillDisk>()
  for (const peer of peers) {
    console.error(`cold starts: filling the disk of ${peer.name}`)
    await table.measure(peer, nameOf(coldOrders), async () => {
      const disk = await tills.newDisk()
      await fillDisk(peer, stage, disk, coldOrders)
      disks.set(peer, disk)
      return [{ case: nameOf(coldOrders), metric: 'disk', value: (await disk.bytes()) / 1e6, unit: 'MB' }]
    })
  }
  for (let round = 0; round < rounds; round++) {
    for (const [peer, disk] of inTurns([...disks], round)) {
      await table.measure(peer, nameOf(coldOrders), () => startCold(peer, disk, coldOrders, round))
    }
  }
  for (const disk of disks.values()) await disk.remove()
}

const nameOf = (orders: number): string => `cold start offline, ${orders.toLocaleString('en')} orders on the device`

async function fillDisk(peer: Peer, stage: Stage, disk: TillDisk, orders: number): Promise<void> {
  const { url, token, stop } = await stage.start(peer)
  const browser = await disk.launch()
  try {
    for (let from = 0; from < orders; from += FILLED_AT_ONCE) {
      const page = await browser.open('till')
      const options = { url, token, device: 'till', online: true }
      await page.evaluate(([name, options]) => window.till.start(name, options), [peer.name, options] as const)
      const part = [from, Math.min(orders, from + FILLED_AT_ONCE), OPEN_ONE_OF] as const
      await page.evaluate((part) => window.till.fill(...part), part)
      await page.evaluate(() => window.till.close())
      await page.close()
    }
  } finally {
    await browser.close()
    await stop()
  }
}

async function startCold(peer: Peer, disk: TillDisk, orders: number, round: number): Promise<Figure[]> {
  const browser = await disk.launch()
  // What every browser that was just started pays once: its processes, its first IndexedDB.
  const other = await browser.open('elsewhere')
  await other.evaluate(() => new Promise((resolve) => Object.assign(indexedDB.open('any'), { onsuccess: resolve })))
  await other.close()
  const page = await browser.open('till')
  const options = { url: 'ws://127.0.0.1:9/sync', token: '', device: 'till', online: false }
  const start = await page.evaluate(([name, options]) => window.till.start(name, options), [
    peer.name,
    options,
  ] as const)
  if (start.rows !== Math.ceil(orders / OPEN_ONE_OF)) throw new Error(`${peer.name} lists ${start.rows} open orders`)
  const openedMs: number[] = []
  for (let n = 0; n < Math.min(OPENED, start.rows); n++) {
    const order = ((round * OPENED + n) * OPEN_ONE_OF) % orders
    openedMs.push(await page.evaluate((n) => window.till.openCold(n), order))
  }
  await browser.close()
  return [
    { case: nameOf(orders), metric: 'list of open orders shown', value: start.ms, unit: 'ms' },
    { case: nameOf(orders), metric: 'one order opened', value: median(openedMs), unit: 'ms' },
  ]
}
