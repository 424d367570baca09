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

const siteOf = (disk: Disk, count: number): string => `${disk.toLowerCase()}-${count}`
const LIST_SITE = `list-${LISTED}`

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
    await measureStarts(browser, results, round)
    await measureList(browser, results)
  }
  return results
}

async function fill(browser: DeviceBrowser): Promise<void> {
  for (const disk of DISKS) {
    for (const count of ON_DISK) {
      const page = await browser.open(siteOf(disk, count))
      const startMs = performance.now()
      await page.evaluate(([disk, count, events]) => window.device.fillDocuments(disk, count, events), [
        disk,
        count,
        EVENTS,
      ] as const)
      console.log(`${count} orders written by ${disk} in ${((performance.now() - startMs) / 1000).toFixed(1)} s`)
      await page.close()
    }
  }
  const page = await browser.open(LIST_SITE)
  await page.evaluate((count) => window.device.fillCatalogue(count), LISTED)
  await page.close()
}

async function measureStarts(browser: DeviceBrowser, { starts, open }: ColdStarts, round: number): Promise<void> {
  const from = round * 2 * OPENED
  for (const disk of DISKS) {
    for (const count of ON_DISK) {
      const page = await browser.open(siteOf(disk, count))
      starts[disk][count].push(
        await page.evaluate(([disk, count]) => window.device.coldStart(disk, count), [disk, count] as const),
      )
      if (count === STOCK_READS_ALL_OF) {
        const orders = [disk, from, from + OPENED, EVENTS] as const
        open[disk].push(...(await page.evaluate((orders) => window.device.openOrders(...orders), orders)))
      }
      if (count === STOCK_READS_ALL_OF && disk === 'indexeddbStorage') {
        const orders = [from + OPENED, from + 2 * OPENED] as const
        open.stock.push(...(await page.evaluate((orders) => window.device.openOrdersWithStock(...orders), orders)))
        if (round < STOCK_ROUNDS)
          starts.stock.push(await page.evaluate((count) => window.device.readAllWithStock(count), count))
      }
      await page.close()
    }
  }
}

async function measureList(browser: DeviceBrowser, { list }: ColdStarts): Promise<void> {
  for (const [subject, work] of [
    ['bare', 'listFromBareRows'],
    ['docket', 'listOrders'],
  ] as const) {
    const page = await browser.open(LIST_SITE)
    const { rowsMs, paintedMs } = await page.evaluate((work) => window.device[work](), work)
    list[subject].rowsMs.push(rowsMs)
    list[subject].paintedMs.push(paintedMs)
    await page.close()
  }
  const growth = async (work: 'holdList' | 'holdBareSummaries'): Promise<number> => {
    const page = await browser.open(LIST_SITE)
    const before = await liveHeap(page)
    await page.evaluate((work) => window.device[work](), work)
    const bytes = (await liveHeap(page)) - before
    await page.close()
    return bytes
  }
  const [summaries, rows] = [await growth('holdBareSummaries'), await growth('holdList')]
  list.heapBytesARow.push((rows - summaries) / LISTED)
}
