// From a tap to the painted line in the till with 500 open orders, beside a page that does only a setState.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromiumArgs, findChromium } from '@docket/test-support/chromium'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildPageIfNeeded } from '../../examples/pos/demo/build-page.ts'
import { menu } from '../../examples/pos/src/menu.ts'
import { buildPage } from '../lib/build-page.ts'
import { report } from '../lib/report.ts'
import { measureTaps } from './measure-taps.ts'
import { openRestaurant } from './restaurant.ts'
import type { TapCost } from './tap-costs.ts'
import { type TapCosts, tapRows } from './tap-rows.ts'

const ORDERS = 500
const ROUNDS = 10
/** Long enough for a screen to come to rest after it has changed. */
const REST_MS = 300
/** A tablet: fingers, no pointer that hovers. */
const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true }

const executablePath = findChromium()
if (executablePath === undefined) throw new Error('This benchmark needs Chromium: set CHROMIUM_PATH')

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
await buildPageIfNeeded()
await buildPage(fileURLToPath(new URL('baseline', import.meta.url)), join(folder, 'baseline'))
const { server, orderIds } = await openRestaurant(join(folder, 'data'), ORDERS)
const baseline = serve({ fetch: new Hono().use(serveStatic({ root: join(folder, 'baseline') })).fetch, port: 0 })
const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
const tillPage = await openTill(browser)
const baselinePage = await openBaseline(browser)

const costs: TapCosts = { docket: [], setState: [] }
// The first round warms up.
for (let round = 0; round <= ROUNDS; round++) {
  const setState = await measureTaps(baselinePage, Array(32).fill(baselinePage.getByTestId('add')))
  const docket = await tapThroughMenu(tillPage, orderIds[round] ?? '')
  if (round === 0) continue
  costs.setState.push(...setState)
  costs.docket.push(...docket)
}
await report('pos', tapRows(costs, ORDERS))

await browser.close()
baseline.close()
await server.close()
await rm(folder, { recursive: true, force: true })

/** Taps every dish once in an order: each tap adds a line. */
async function tapThroughMenu(page: Page, orderId: string): Promise<TapCost[]> {
  await page.goto(`${server.url}/?till=A#/orders/${orderId}`)
  await page.getByTestId('order-line').first().waitFor()
  const all: TapCost[] = []
  for (const category of menu) {
    await page.getByTestId(`category-${category.id}`).click()
    await pause(REST_MS)
    all.push(
      ...(await measureTaps(
        page,
        category.items.map((item) => page.getByTestId(`menu-${item.id}`)),
      )),
    )
  }
  return all
}

async function openTill(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext(TABLET)).newPage()
  await page.goto(`${server.url}/?till=A#/orders`)
  await page
    .getByTestId('order-row')
    .nth(ORDERS - 1)
    .waitFor()
  return page
}

async function openBaseline(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext(TABLET)).newPage()
  const address = baseline.address()
  if (address === null || typeof address === 'string') throw new Error('the baseline has no port')
  await page.goto(`http://localhost:${address.port}/index.html`)
  return page
}
