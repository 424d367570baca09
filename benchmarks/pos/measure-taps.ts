import { setTimeout as pause } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { type TapCost, TRACE_CATEGORIES, type TraceEvent, tapCosts } from './tap-costs.ts'

/** Slower than anybody taps: so that what follows a tap (storing, sending, the marks of both) is over before the next. */
const BETWEEN_TAPS_MS = 120

/** Taps the middle of each button with a finger, as on a tablet, and gives the main-thread cost of each tap. */
export async function measureTaps(page: Page, buttons: readonly Locator[]): Promise<TapCost[]> {
  // Before the trace: looking for a button runs script in the page.
  const places = await Promise.all(buttons.map(middleOf))
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  // Chromium's own shape; what is read of it is checked by `tapCosts`.
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.start', { categories: TRACE_CATEGORIES.join(','), transferMode: 'ReportEvents' })
  for (const { x, y } of places) {
    await pause(BETWEEN_TAPS_MS)
    await page.touchscreen.tap(x, y)
  }
  await pause(BETWEEN_TAPS_MS)
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const costs = tapCosts(events)
  if (costs.length !== buttons.length) throw new Error(`${costs.length} of ${buttons.length} taps are in the trace`)
  return costs
}

async function middleOf(button: Locator): Promise<{ x: number; y: number }> {
  const box = await button.boundingBox()
  if (box === null) throw new Error('a button is not on screen')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
