import { setTimeout as pause } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { TRACE_CATEGORIES, type TraceEvent, tapCosts } from './tap-costs.ts'

/** Slower than anybody taps: so that what follows a tap (storing, sending) is over before the next. */
const BETWEEN_TAPS_MS = 60

/** Taps each button with real input events and gives the main-thread cost of each tap, ms. */
export async function measureTaps(page: Page, buttons: readonly Locator[]): Promise<number[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  // Chromium's own shape; what is read of it is checked by `tapCosts`.
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.start', { categories: TRACE_CATEGORIES.join(','), transferMode: 'ReportEvents' })
  for (const button of buttons) {
    const box = await button.boundingBox()
    if (box === null) throw new Error('a button is not on screen')
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await pause(BETWEEN_TAPS_MS)
    await page.mouse.down()
    await page.mouse.up()
    await pause(BETWEEN_TAPS_MS)
  }
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const costs = tapCosts(events)
  if (costs.length !== buttons.length) throw new Error(`${costs.length} of ${buttons.length} taps are in the trace`)
  return costs
}
