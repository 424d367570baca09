import { chromiumArgs, findChromium } from '@docket/test-support/chromium'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import pg from 'pg'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { openRestaurant, type Restaurant } from './restaurant.ts'
import { openTill, type Till } from './till.ts'

/** How long a condition is waited for in a browser. */
export const soon = { timeout: 20_000, interval: 50 }

/** A restaurant with its database, and a browser for its tills. */
export interface Floor {
  readonly pool: pg.Pool
  readonly databaseUrl: string
  readonly port: number
  /** Another one may be opened in its place. */
  restaurant: Restaurant
  /** A till in a browser profile of its own; closed at the end. */
  openTill(name: string): Promise<Till>
  /** A page in a browser profile of its own; closed at the end. */
  openPage(path: string): Promise<Page>
}

/** Opens when the tests of the file begin, and closes after them; call it at the top of the file. */
export async function openFloor(): Promise<Floor> {
  const { url } = await createTestDatabase()
  const pool = new pg.Pool({ connectionString: url })
  const port = await freePort()
  const tills: Till[] = []
  let restaurant: Restaurant | undefined
  let browser: Browser | undefined
  const opened = <T>(what: T | undefined): T => {
    if (what === undefined) throw new Error('the tests have not begun')
    return what
  }

  beforeAll(async () => {
    const executablePath = findChromium()
    if (executablePath === undefined) throw new Error('there is no Chromium')
    restaurant = await openRestaurant(port, url)
    browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
  })
  afterAll(async () => {
    await browser?.close()
    for (const { network } of tills) await network.close()
    await restaurant?.kill()
    await pool.end()
  })

  return {
    pool,
    databaseUrl: url,
    port,
    get restaurant() {
      return opened(restaurant)
    },
    set restaurant(next) {
      restaurant = next
    },
    async openTill(name) {
      const till = await openTill(opened(browser), name, port)
      tills.push(till)
      return till
    },
    async openPage(path) {
      const context = await opened(browser).newContext({ viewport: { width: 1280, height: 800 } })
      const page = await context.newPage()
      await page.goto(`http://localhost:${port}${path}`)
      return page
    },
  }
}
