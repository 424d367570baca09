import { type DeviceBrowser, liveHeap } from './device-page.ts'
import { DISKS, type Disk } from './page/till.ts'

const ROUNDS = 5
const EVENTS = 20
const LISTED = 10_000
/** Orders that are opened from disk in a round. */
const OPENED = 12
const STOCK_READS_ALL_OF = 1_000
const STOCK_ROUNDS = 2

export const ON_DISK = [1_000, 5_000] as const
type OnDisk = (typeof ON_DISK)[number]

/** Each list has a figure a round. */
export interface ColdStarts {
  readonly list: {
    readonly docket: ListTimes
    readonly bare: ListTimes
    readonly heapBytesARow: number[]
  }
  /** ms */
  readonly open: Readonly<Record<Disk | 'stock', number[]>>
  /** ms */
  readonly starts: Readonly<Record<Disk, Readonly<Record<OnDisk, number[]>>>> & { readonly stock: number[] }
}

export interface ListTimes {
  readonly rowsMs: number[]
  readonly paintedMs: number[]
}

const SITES = DISKS.flatMap((disk) => ON_DISK.map((count) => ({ disk, count })))
const siteOf = (disk: Disk, count: number): string => `${disk.toLowerCase()}-${count}`
const LIST_SITE = { docket: 'list-docket', bare: 'list-bare' } as const

/** Fills the disks, and then measures in a browser that is started anew for every round. */
export async function measureColdStarts(browser: DeviceBrowser): Promise<ColdStarts> {
  await fill(browser)
  const results: ColdStarts = {
    list: { docket: { rowsMs: [], paintedMs: [] }, bare: { rowsMs: [], paintedMs: [] }, heapBytesARow: [] },
    open: { indexeddbStorage: [], oneDatabaseStorage: [], stock: [] },
    starts: { indexeddbStorage: { 1000: [], 5000: [] }, oneDatabaseStorage: { 1000: [], 5000: [] }, stock: [] },
  }
  for (let round = 0; round < ROUNDS; round++) {
    await browser.restart()
    await wakeUp(browser)
    await measureStarts(browser, results, round)
    await measureList(browser, results, round)
  }
  return results
}

async function fill(browser: DeviceBrowser): Promise<void> {
  for (const { disk, count } of SITES) {
    const page = await browser.open(siteOf(disk, count))
    const orders = [disk, count, EVENTS] as const
    await page.evaluate((orders) => window.device.fillDocuments(...orders), orders)
    await page.close()
  }
  for (const [subject, work] of [
    ['docket', 'fillCatalogue'],
    ['bare', 'fillBareRows'],
  ] as const) {
    const page = await browser.open(LIST_SITE[subject])
    await page.evaluate(([work, count]) => window.device[work](count), [work, LISTED] as const)
    await page.close()
  }
}

/** What every browser that was just started pays once: its processes, its first IndexedDB. */
async function wakeUp(browser: DeviceBrowser): Promise<void> {
  const page = await browser.open('elsewhere')
  await page.evaluate(() => window.device.coldStart('oneDatabaseStorage', 0))
  await page.close()
}

async function measureStarts(browser: DeviceBrowser, { starts, open }: ColdStarts, round: number): Promise<void> {
  const from = round * 2 * OPENED
  for (const { disk, count } of inTurns(SITES, round)) {
    const page = await browser.open(siteOf(disk, count))
    starts[disk][count].push(
      await page.evaluate(([disk, count]) => window.device.coldStart(disk, count), [disk, count] as const),
    )
    if (count === STOCK_READS_ALL_OF) {
      const ours = [disk, from, from + OPENED, EVENTS] as const
      const openOurs = async () =>
        open[disk].push(...(await page.evaluate((orders) => window.device.openOrders(...orders), ours)))
      const stocks = [from + OPENED, from + 2 * OPENED] as const
      const openStocks = async () =>
        open.stock.push(...(await page.evaluate((orders) => window.device.openOrdersWithStock(...orders), stocks)))
      const isStock = disk === 'indexeddbStorage'
      for (const work of inTurns(isStock ? [openOurs, openStocks] : [openOurs], round)) await work()
      if (isStock && round < STOCK_ROUNDS)
        starts.stock.push(await page.evaluate((count) => window.device.readAllWithStock(count), count))
    }
    await page.close()
  }
}

async function measureList(browser: DeviceBrowser, { list }: ColdStarts, round: number): Promise<void> {
  const subjects = [
    ['bare', 'listFromBareRows'],
    ['docket', 'listOrders'],
  ] as const
  for (const [subject, work] of inTurns(subjects, round)) {
    const page = await browser.open(LIST_SITE[subject])
    const { rowsMs, paintedMs } = await page.evaluate((work) => window.device[work](), work)
    list[subject].rowsMs.push(rowsMs)
    list[subject].paintedMs.push(paintedMs)
    await page.close()
  }
  const summaries = await heapOf(browser, LIST_SITE.bare, 'holdBareSummaries')
  const rows = await heapOf(browser, LIST_SITE.docket, 'holdList')
  list.heapBytesARow.push((rows - summaries) / LISTED)
}

async function heapOf(browser: DeviceBrowser, site: string, work: 'holdList' | 'holdBareSummaries'): Promise<number> {
  const page = await browser.open(site)
  const before = await liveHeap(page)
  await page.evaluate((work) => window.device[work](), work)
  const bytes = (await liveHeap(page)) - before
  await page.close()
  return bytes
}

/** Each round begins with another one. */
function inTurns<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length
  return [...all.slice(first), ...all.slice(0, first)]
}
