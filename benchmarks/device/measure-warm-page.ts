import type { DeviceBrowser } from './device-page.ts'
import type { SaveTimes } from './page/record-to-saved.ts'

const ROUNDS = 3
const SAVES_A_ROUND = 300
const LONG_ORDER = 1_000
const LONG_ORDER_TURNS = 8
export const ORDERS = 1_000
const EVENTS = 20
const LIST_TURNS = 3
/** Filled by the cold starts. */
const SITE = 'onedatabasestorage-1000'

export interface Beside {
  readonly docket: number[]
  readonly dexie: number[]
}

/** Of each list, one entry a round; ms. */
export interface WarmPage {
  readonly saved: SaveTimes[]
  readonly state: Beside[]
  readonly list: Beside[]
}

export async function measureWarmPage(browser: DeviceBrowser): Promise<WarmPage> {
  await browser.restart()
  const results: WarmPage = { saved: [], state: [], list: [] }
  for (let round = 0; round < ROUNDS; round++) {
    const page = await browser.open(SITE)
    results.saved.push(await page.evaluate((count) => window.device.recordToSaved(count), SAVES_A_ROUND))
    results.state.push(
      await page.evaluate(([events, turns]) => window.device.recordToState(events, turns), [
        LONG_ORDER,
        LONG_ORDER_TURNS,
      ] as const),
    )
    results.list.push(
      await page.evaluate(([orders, events, turns]) => window.device.listAfterEvent(orders, events, turns), [
        ORDERS,
        EVENTS,
        LIST_TURNS,
      ] as const),
    )
    await page.close()
  }
  return results
}
