import { type CuttableNetwork, createCuttableNetwork } from '@docket/test-support/cuttable-network'
import type { Browser, Locator, Page } from 'playwright-core'

export interface TimelineRow {
  readonly type: string
  readonly what: string
  readonly who: string
  readonly device: string
  /** RFC 3339. */
  readonly at: string
}

/** One till: a browser profile of its own, behind a network cable of its own. */
export interface Till {
  readonly page: Page
  readonly network: CuttableNetwork
  readonly banner: Locator
  lines(): Promise<string[]>
  add(category: string, item: string): Promise<void>
  timeline(): Promise<TimelineRow[]>
  showOrder(): Promise<void>
  close(): Promise<void>
}

export async function openTill(browser: Browser, name: string, serverPort: number): Promise<Till> {
  const network = await createCuttableNetwork(serverPort)
  const context = await browser.newContext({ viewport: { width: 1024, height: 768 } })
  const page = await context.newPage()
  await page.goto(`http://localhost:${network.port}/?till=${name}`)
  // From here on the page can be opened without the network.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  const showOrder = (): Promise<void> => page.getByTestId('tab-order').click()
  return {
    page,
    network,
    banner: page.getByTestId('connection-banner'),
    lines: () => page.getByTestId('line-name').allInnerTexts(),
    async add(category, item) {
      await page.getByTestId(`category-${category}`).click()
      await page.getByTestId(`menu-${item}`).click()
    },
    async timeline() {
      await page.getByTestId('tab-timeline').click()
      return page.getByTestId('timeline-row').evaluateAll((rows) =>
        rows.map((row) => {
          const text = (id: string): string => row.querySelector(`[data-testid="${id}"]`)?.textContent ?? ''
          return {
            type: row.getAttribute('data-event-type') ?? '',
            what: text('timeline-what'),
            who: text('timeline-who'),
            device: text('timeline-device'),
            at: row.querySelector('time')?.dateTime ?? '',
          }
        }),
      )
    },
    showOrder,
    async close() {
      await context.close()
      await network.close()
    },
  }
}
