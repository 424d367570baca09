import type { Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
const { pool } = floor
let till: Till

beforeAll(async () => {
  till = await floor.openTill('A')
})

const linesOf = (page: Page): Promise<string[]> => page.getByTestId('line-name').allInnerTexts()
const untilLines = (page: Page, lines: readonly string[]) =>
  vi.waitFor(async () => expect(await linesOf(page)).toEqual(lines), soon)

async function add(page: Page, category: string, item: string): Promise<void> {
  await page.getByTestId(`category-${category}`).click()
  await page.getByTestId(`menu-${item}`).click()
}

/** The sockets of a page: how many are open. */
function countSockets(page: Page): () => number {
  let open = 0
  page.on('websocket', (socket) => {
    open++
    socket.on('close', () => open--)
  })
  return () => open
}

/** Ends the page's process; nothing in it can say goodbye. */
async function crash(page: Page): Promise<void> {
  const crashed = page.waitForEvent('crash')
  // Nothing answers it.
  page.goto('chrome://crash').catch(() => undefined)
  await crashed
}

async function committed(): Promise<string[]> {
  const { rows } = await pool.query<{ item: string }>(
    `select payload->'item'->>'name' as item from docket.audit_events where event_type = 'order.item_added' order by seq`,
  )
  return rows.map(({ item }) => item)
}

test('[TAB1] [LOG1] [COM1] two tabs of one till, whose connection dies with the tab that has it', async () => {
  const first = till.page
  await first.getByTestId('table-5').click()
  await first.getByTestId('order-panel').waitFor()
  await add(first, 'starters', 'bruschetta')
  await untilLines(first, ['Bruschetta'])
  await vi.waitFor(async () => expect(await committed()).toEqual(['Bruschetta']), soon)

  const second = await first.context().newPage()
  const sockets = countSockets(second)
  await second.goto(first.url())
  await untilLines(second, ['Bruschetta'])
  await vi.waitFor(async () => expect(await second.getByTestId('connection-banner').isVisible()).toBe(false), soon)
  expect(sockets()).toBe(0)

  // Without a network, each sees what the other records.
  await till.network.cut()
  await vi.waitFor(async () => expect(await second.getByTestId('connection-banner').isVisible()).toBe(true), soon)
  await add(first, 'drinks', 'lager-0-4-l')
  await untilLines(second, ['Bruschetta', 'Lager 0.4 l'])
  await add(second, 'mains', 'mushroom-risotto')
  await untilLines(first, ['Bruschetta', 'Lager 0.4 l', 'Mushroom risotto'])
  for (const page of [first, second]) {
    await vi.waitFor(
      async () => expect(await page.getByTestId('connection-banner').getAttribute('data-uncommitted')).toBe('2'),
      soon,
    )
  }

  // The tab that has the connection dies in the middle of sending. The other one takes over.
  await till.network.restore()
  await crash(first)
  await vi.waitFor(async () => expect(sockets()).toBe(1), soon)
  await vi.waitFor(async () => expect(await second.getByTestId('connection-banner').isVisible()).toBe(false), soon)
  await vi.waitFor(async () => expect(await committed()).toHaveLength(3), soon)
  expect((await committed()).toSorted()).toEqual(['Bruschetta', 'Lager 0.4 l', 'Mushroom risotto'])
  await add(second, 'sides', 'french-fries')
  await vi.waitFor(async () => expect((await committed()).at(-1)).toBe('French fries'), soon)
})
