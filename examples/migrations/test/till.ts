import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'

/** How long a condition is waited for in a browser. */
export const soon = { timeout: 20_000, interval: 50 }

/** A device: a browser profile of its own, behind a network cable of its own. */
export interface Till {
  readonly page: Page
  /** The order that it shows. */
  readonly order: string
  press(button: string): Promise<void>
  shows(testId: string, texts: readonly string[]): Promise<void>
  /** What it shows now. */
  texts(testId: string): Promise<string[]>
  goOffline(): Promise<void>
  goOnline(): Promise<void>
  /** The page is closed and opened again, with this program. */
  restart(program?: string, whileClosed?: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export interface TillOptions {
  readonly browser: Browser
  readonly port: number
  /** Where Docket is, if not there. */
  readonly docket?: string
  readonly program: string
  readonly token: string
  /** Which is shown; none if empty. */
  readonly order: string
}

export async function openTill({ browser, port, docket, program, token, order }: TillOptions): Promise<Till> {
  const network = await createCuttableNetwork(port)
  const context = await browser.newContext()
  // A page lives on for a moment after Playwright has closed it, and setOffline holds for it no more.
  await context.addInitScript(() => {
    if (location.pathname === '/') void navigator.locks.request('page', { mode: 'shared' }, () => new Promise(() => {}))
  })
  const beside = await context.newPage()
  await beside.goto(`http://localhost:${network.port}/beside`)
  const pagesAreGone = () => beside.evaluate(() => navigator.locks.request('page', () => {}))
  const open = async (which: string, shown: string): Promise<Page> => {
    const page = await context.newPage()
    const query = new URLSearchParams({ program: which, token, ...(docket !== undefined && { docket }) })
    await page.goto(`http://localhost:${network.port}/?${query}#${shown}`)
    return page
  }
  let page = await open(program, order)
  const till: Till = {
    get page() {
      return page
    },
    get order() {
      return new URL(page.url()).hash.slice(1)
    },
    press: (button) => page.getByRole('button', { name: button, exact: true }).click(),
    texts: (testId) => page.getByTestId(testId).allInnerTexts(),
    shows: (testId, texts) => expect.poll(() => till.texts(testId), soon).toEqual(texts),
    async goOffline() {
      await context.setOffline(true)
      await network.cut()
    },
    async goOnline() {
      await network.restore()
      await context.setOffline(false)
    },
    async restart(which = program, whileClosed = async () => {}) {
      const shown = till.order
      await page.close()
      await pagesAreGone()
      await whileClosed()
      page = await open(which, shown)
    },
    async close() {
      await context.close()
      await network.close()
    },
  }
  return till
}
