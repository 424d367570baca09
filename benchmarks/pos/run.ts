// From a tap to the painted line in the till with 500 open orders, beside a page that does only a setState.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromiumArgs, findChromium } from '@docket/test-support/chromium'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { type Browser, chromium, type Page } from 'playwright-core'
import { buildPageIfNeeded } from '../../examples/pos/demo/build-page.ts'
import { menu } from '../../examples/pos/src/menu.ts'
import { report } from '../lib/report.ts'
import { median, percentile } from '../lib/stats.ts'
import { measureTaps } from './measure-taps.ts'
import { openRestaurant } from './restaurant.ts'

const ORDERS = 500
const ROUNDS = 5
const TARGET_P99_MS = 5

const executablePath = findChromium()
if (executablePath === undefined) throw new Error('This benchmark needs Chromium: set CHROMIUM_PATH')

const folder = await mkdtemp(join(tmpdir(), 'docket-bench-'))
await buildPageIfNeeded()
await buildBaseline(join(folder, 'baseline'))
const { server, orderIds } = await openRestaurant(join(folder, 'data'), ORDERS)
const baseline = serve({ fetch: new Hono().use(serveStatic({ root: join(folder, 'baseline') })).fetch, port: 0 })
const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] })
const tillPage = await openTill(browser)
const baselinePage = await openBaseline(browser)

const costs: Record<'docket' | 'setState', number[][]> = { docket: [], setState: [] }
// The first round warms up.
for (let round = 0; round <= ROUNDS; round++) {
  const setState = await measureTaps(baselinePage, Array(32).fill(baselinePage.getByTestId('add')))
  const docket = await tapThroughMenu(tillPage, orderIds[round] ?? '')
  if (round === 0) continue
  costs.setState.push(setState)
  costs.docket.push(docket)
}

const p50 = (subject: keyof typeof costs): number => percentile(costs[subject].flat(), 50)
const p99 = (subject: keyof typeof costs): number => percentile(costs[subject].flat(), 99)
const name = 'tap to painted line, main thread, 500 open orders'
await report('pos', [
  { case: name, subject: 'setState alone', metric: 'p50', value: p50('setState'), unit: 'ms' },
  { case: name, subject: 'setState alone', metric: 'p99', value: p99('setState'), unit: 'ms' },
  {
    case: name,
    subject: 'docket',
    metric: 'p50',
    value: p50('docket'),
    unit: 'ms',
    ratio_to: p50('docket') / p50('setState'),
  },
  {
    case: name,
    subject: 'docket',
    metric: 'p99',
    value: p99('docket'),
    unit: 'ms',
    ratio_to: p99('docket') / p99('setState'),
    target: `< ${TARGET_P99_MS}`,
    holds: p99('docket') < TARGET_P99_MS,
  },
  {
    case: name,
    subject: 'docket',
    metric: 'median of the rounds’ medians',
    value: median(costs.docket.map((round) => percentile(round, 50))),
    unit: 'ms',
  },
])

await browser.close()
baseline.close()
await server.close()
await rm(folder, { recursive: true, force: true })

/** Taps every dish once in an order: each tap adds a line. */
async function tapThroughMenu(page: Page, orderId: string): Promise<number[]> {
  await page.goto(`${server.url}/?till=A#/orders/${orderId}`)
  await page.getByTestId('order-line').first().waitFor()
  const all: number[] = []
  for (const category of menu) {
    await page.getByTestId(`category-${category.id}`).click()
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
  const page = await (await browser.newContext({ viewport: { width: 1024, height: 768 } })).newPage()
  await page.goto(`${server.url}/?till=A#/orders`)
  await page
    .getByTestId('order-row')
    .nth(ORDERS - 1)
    .waitFor()
  return page
}

async function openBaseline(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1024, height: 768 } })).newPage()
  const address = baseline.address()
  if (address === null || typeof address === 'string') throw new Error('the baseline has no port')
  await page.goto(`http://localhost:${address.port}/index.html`)
  return page
}

async function buildBaseline(outDir: string): Promise<void> {
  const root = fileURLToPath(new URL('baseline', import.meta.url))
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin/vite.js')
  const args = [vite, 'build', root, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn']
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')
  if (code !== 0) throw new Error('the baseline could not be built')
}
