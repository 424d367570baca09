import { beforeAll, expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
const { pool } = floor
let till: Till

beforeAll(async () => {
  till = await floor.openTill('A')
})

async function askFor(quantity: number): Promise<void> {
  const { page } = till
  await page.getByTestId('line-quantity').click()
  await page.getByLabel('How many?').fill(String(quantity))
  await page.getByRole('button', { name: 'Change the order' }).click()
}

test('[REJ1] [REJ2] the kitchen makes no 120: the till says so until somebody has decided', async () => {
  const { page, network, banner } = till
  const badge = page.getByTestId('rejections-badge')
  const changes = page.getByTestId('rejected-change')
  const quantity = (): Promise<string | null> => page.getByTestId('line-quantity').textContent()
  await page.getByTestId('table-5').click()
  await till.add('starters', 'bruschetta')
  const id = new URL(page.url()).hash.split('/').at(-1) ?? ''

  // Offline nobody knows of the rule; the numbers say what is not on the server.
  const status = page.getByTestId('sync-status')
  await vi.waitFor(async () => expect(await status.getAttribute('data-uncommitted')).toBe('0'), soon)
  await network.cut()
  await vi.waitFor(async () => expect(await banner.isVisible()).toBe(true), soon)
  await askFor(120)
  expect(await quantity()).toBe('120')
  await status.click()
  await vi.waitFor(
    async () =>
      expect(await page.getByTestId('saving').textContent()).toMatch(/0not yet on this device1not yet on the server/),
    soon,
  )
  await page.keyboard.press('Escape')
  expect(await badge.count()).toBe(0)
  await network.restore()
  await badge.waitFor({ timeout: 40_000 })
  await vi.waitFor(async () => expect(await quantity()).toBe('1'), soon)

  // It is found after a reload, from another screen too.
  await page.getByRole('link', { name: 'Tables', exact: true }).click()
  await page.reload()
  await badge.click()
  expect(await changes.count()).toBe(1)
  expect(await changes.textContent()).toContain('Table 5: 119 more Bruschetta')
  expect(await page.getByTestId('rejected-why').textContent()).toBe(
    'Not accepted: the kitchen makes at most 100 of one dish for a table.',
  )
  await changes.getByRole('button', { name: 'Change …' }).click()
  await changes.getByLabel('How many instead?').fill('11')
  await changes.getByRole('button', { name: 'Record instead' }).click()
  await badge.waitFor({ state: 'detached' })
  await page.goto(`${new URL(page.url()).origin}/?till=A#/orders/${id}`)
  await vi.waitFor(async () => expect(await quantity()).toBe('12'), soon)

  // Again in vain, then dismissed.
  await askFor(112)
  await badge.click()
  await changes.getByRole('button', { name: 'Record again' }).click()
  await vi.waitFor(async () => expect(await page.getByTestId('toast').textContent()).toContain('at most 100'), soon)
  await badge.click()
  await changes.getByRole('button', { name: 'Dismiss …' }).click()
  await changes.getByLabel('Reason').fill('A joke')
  await changes.getByRole('button', { name: 'Leave it out' }).click()
  await badge.waitFor({ state: 'detached' })
  expect(await quantity()).toBe('12')

  await vi.waitFor(async () => {
    const { rows } = await pool.query(
      `select event_type, payload->>'by' as by, payload->>'action' as action, payload->>'reason' as reason, verdict,
         (select payload->>'by' from docket.audit_events answered where answered.event_id = event.ref) as answers
       from docket.audit_events event where entity_id = $1 order by event_id`,
      [id],
    )
    const change = { event_type: 'order.item_quantity_changed', action: null, reason: null }
    const resolved = { event_type: 'order.$resolved', by: null, verdict: 'accepted' }
    expect(rows.slice(2)).toEqual([
      { ...change, by: '119', verdict: 'rejected', answers: null },
      { ...change, by: '11', verdict: 'accepted', answers: '119' },
      { ...resolved, action: 'amended', reason: '11 instead of 119', answers: '119' },
      { ...change, by: '100', verdict: 'rejected', answers: null },
      { ...change, by: '100', verdict: 'rejected', answers: '100' },
      { ...resolved, action: 'amended', reason: 'again', answers: '100' },
      { ...resolved, action: 'dismissed', reason: 'A joke', answers: '100' },
    ])
  }, soon)
})
