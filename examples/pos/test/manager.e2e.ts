import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
const { pool } = floor
let a: Till
let b: Till
let page: Page

beforeAll(async () => {
  a = await floor.openTill('A')
  b = await floor.openTill('B')
  page = await floor.openPage('/manager')
})

const until = (condition: () => Promise<void>): Promise<void> => vi.waitFor(condition, soon)

async function openTable({ page: till }: Till, table: number): Promise<void> {
  await till.getByRole('link', { name: 'Tables', exact: true }).click()
  await till.getByTestId(`table-${table}`).click()
  await till.getByTestId('order-panel').waitFor()
}

async function allSaved({ page: till, banner }: Till): Promise<void> {
  await until(async () => expect(await banner.isVisible()).toBe(false))
  await until(async () => expect(await till.getByTestId('sync-status').textContent()).toBe('All saved'))
}

async function pay({ page: till }: Till, how: 'Card' | 'Cash'): Promise<void> {
  await till.getByRole('button', { name: 'Pay', exact: true }).click()
  await till.getByRole('dialog').getByRole('button', { name: how }).click()
}

/** The tables that the manager has found. */
const found = (): Promise<string[]> =>
  page.getByTestId('result').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-table') ?? '').sort())
const untilFound = (...tables: readonly string[]): Promise<void> =>
  until(async () => expect(await found()).toEqual(tables))

/** Narrows the list down to what has a mark, while `look` looks. */
async function only(mark: string, look: () => Promise<void>): Promise<void> {
  const chip = page.getByRole('button', { name: mark, exact: true })
  await chip.click()
  await look()
  await chip.click()
}

const closeButton = (manager: Page): Locator => manager.getByTestId('close-period')

async function close(manager: Page): Promise<void> {
  await closeButton(manager).click()
  await manager.getByRole('dialog').getByRole('button', { name: 'Close the day' }).click()
}

async function exported(format: 'csv' | 'html'): Promise<string> {
  const download = page.waitForEvent('download')
  await page.getByTestId(`export-${format}`).click()
  return readFile(await (await download).path(), 'utf8')
}

const row = (what: string): Locator => page.getByTestId('trail-row').filter({ hasText: what })
const minor = (testId: string): Promise<string | null> => page.getByTestId(testId).textContent()

test('[AUD1] the manager finds orders, reads their trails, and closes the day; what is late comes after it', async () => {
  // Table 5: a risotto is added while the till is offline, for longer than anybody would overlook.
  await openTable(a, 5)
  await a.add('starters', 'bruschetta')
  await allSaved(a)
  await a.network.cut()
  await until(async () => expect(await a.banner.isVisible()).toBe(true))
  await a.add('mains', 'mushroom-risotto')
  const offlineSince = Date.now()
  // Table 6: more espresso than the kitchen makes is rejected; two are paid for.
  await openTable(b, 6)
  await b.add('drinks', 'espresso')
  await b.add('drinks', 'espresso')
  await b.page.getByTestId('line-quantity').click()
  await b.page.getByLabel('How many?').fill('120')
  await b.page.getByRole('button', { name: 'Change the order' }).click()
  await b.page.getByTestId('rejections-badge').waitFor()
  await pay(b, 'Card')
  // Table 7 is voided.
  await openTable(b, 7)
  await b.add('drinks', 'lager-0-4-l')
  await b.page.getByRole('button', { name: 'Void', exact: true }).click()
  await b.page.getByRole('dialog').getByLabel('Reason').fill('Guests left')
  await b.page.getByRole('dialog').getByRole('button', { name: 'Void the order' }).click()
  await allSaved(b)
  await vi.waitFor(() => expect(Date.now() - offlineSince).toBeGreaterThan(11_000), soon)
  await a.network.restore()
  await allSaved(a)
  await pay(a, 'Cash')
  await allSaved(a)

  // The manager finds each.
  await untilFound('5', '6', '7')
  await only('Offline', () => untilFound('5'))
  await only('Rejected', () => untilFound('6'))
  await only('Voided', () => untilFound('7'))
  await only('After closing', () => untilFound())
  await page.getByLabel('Table', { exact: true }).fill('6')
  await untilFound('6')
  await page.getByLabel('Table', { exact: true }).fill('')
  await page.getByLabel('Item').fill('risotto')
  await untilFound('5')
  await page.getByLabel('Item').fill('')
  await page.getByLabel('From €').fill('20')
  await untilFound('5')
  await page.getByLabel('From €').fill('')
  await page.getByLabel('Person').selectOption('ada')
  await untilFound('5', '6', '7')

  // The trail of table 5 says what was done offline, when, and what it changed.
  await page.getByTestId('result').and(page.locator('[data-table="5"]')).click()
  const risotto = row('Added 1 × Mushroom risotto')
  await risotto.waitFor()
  await until(async () => expect(await page.getByTestId('trail-row').count()).toBe(4))
  expect(await risotto.getByTestId('remark-late').textContent()).toContain('Done offline')
  expect(await risotto.getByTestId('changes').textContent()).toBe('+ 1 × Mushroom risotto, €15.20')
  const [happened = '', recorded = ''] = await risotto
    .locator('time')
    .evaluateAll((times) => times.map((time) => time.getAttribute('datetime') ?? ''))
  expect(Date.parse(recorded) - Date.parse(happened)).toBeGreaterThan(10_000)
  // As it was before that, and what has changed since.
  await page.getByRole('tab', { name: 'Look back' }).click()
  await page.getByLabel('The order at', { exact: true }).fill('2')
  expect(await minor('past-total')).toBe('€7.50')
  await page.getByRole('button', { name: 'Compare with another moment' }).click()
  await page.getByLabel('Compared with', { exact: true }).fill('4')
  expect(await page.getByTestId('differences').locator('li').allTextContents()).toEqual([
    'Status: Open → Paid',
    '+ 1 × Mushroom risotto, €15.20',
  ])
  // That of table 6 has the verdict.
  await page.getByTestId('result').and(page.locator('[data-table="6"]')).click()
  await until(async () => expect(await row('118 more Espresso').getAttribute('data-effect')).toBe('rejected'))
  expect(await row('118 more Espresso').textContent()).toContain('at most 100 of one dish')
  expect(await exported('csv')).toContain('the kitchen makes at most 100 of one dish')
  expect(await exported('html')).toContain('the kitchen makes at most 100 of one dish')

  // A till is offline again when the day is closed.
  await a.network.cut()
  await until(async () => expect(await a.banner.isVisible()).toBe(true))
  await openTable(a, 8)
  await a.add('desserts', 'panna-cotta')
  await page.getByRole('link', { name: 'Closings' }).click()
  await until(async () => expect(await minor('total-paid')).toBe('€27.90'))
  await close(page)
  const reconciled = page.getByTestId('reconciled')
  await reconciled.waitFor({ timeout: soon.timeout })
  expect(await minor('total-paid')).toBe('€27.90')
  expect(await minor('total-voided')).toBe('€5.20')
  expect(await minor('grand-total')).toBe('€27.90')
  const { rows } = await pool.query(
    `select entity_id, verdict, actor_id, payload->'payments' as payments, payload->'events' as events, payload->'rejected' as rejected
     from docket.audit_events where event_type = 'closing.closed'`,
  )
  expect(rows).toEqual([
    {
      entity_id: 'z-000001',
      verdict: 'accepted',
      actor_id: 'jon',
      payments: { card: 520, cash: 2_270 },
      events: 12,
      rejected: 1,
    },
  ])

  // It can be taken away in the shape of DSFinV-K, and adds up there too.
  const download = page.waitForEvent('download')
  await page.getByTestId('export-dsfinvk').click()
  const files = unzipSync(await readFile(await (await download).path()))
  const receipts = strFromU8(files['transactions.csv'] ?? new Uint8Array())
    .split('\r\n')
    .filter((line) => line.includes('"Beleg"'))
  expect(receipts.map((line) => /"(\d+,\d\d)"/.exec(line)?.[1])).toEqual(['5,20', '22,70'])

  // What arrives now happened before the closing, and is shown as coming after it. The closing is what it was.
  await a.network.restore()
  await allSaved(a)
  await page.getByRole('link', { name: 'Orders' }).click()
  await untilFound('5', '6', '7', '8')
  await only('After closing', async () => {
    await untilFound('8')
    await page.getByTestId('result').click()
  })
  await row('Opened table 8').waitFor()
  expect(await row('Opened table 8').getByTestId('after-closing').textContent()).toContain('after closing no. 1')
  await page.getByRole('link', { name: 'Closings' }).click()
  await until(async () => expect(await minor('total-open')).toBe('€6.80'))
  expect(await minor('total-paid')).toBe('€0.00')
  await page.getByTestId('closing').click()
  await reconciled.waitFor()

  // A closing that says something else than its events, as whoever can write to the database could make it.
  await pool.query(
    `update docket.entities set state = jsonb_set(state, '{closed,paid,total_minor}', '2600') where entity_id = 'z-000001'`,
  )
  await page.reload()
  await until(async () =>
    expect(await page.getByTestId('not-reconciled').textContent()).toContain(
      'the events come to €27.90, the closing says €26.00',
    ),
  )
})

test('a till looks back too', async () => {
  const { page: till } = b
  await openTable(b, 9)
  await b.add('drinks', 'espresso')
  await b.add('drinks', 'espresso')
  await till.getByRole('tab', { name: 'Look back' }).click()
  await till.getByLabel('The order at', { exact: true }).fill('2')
  expect(await till.getByTestId('past-total').textContent()).toBe('€2.60')
  expect(await till.getByTestId('differences').textContent()).toBe('+ 1 × Espresso, €2.60')
})

test('a period is closed once, however many try', async () => {
  const other = await floor.openPage('/manager#/closings')
  await page.goto(`${new URL(page.url()).origin}/manager#/closings`)
  for (const one of [page, other]) await until(async () => expect(await closeButton(one).isEnabled()).toBe(true))
  await close(page)
  await until(async () => expect(await page.getByTestId('reconciled').textContent()).toContain('come to exactly this'))
  await close(other)
  await until(async () =>
    expect(await other.getByTestId('failure').textContent()).toContain('closing no. 2 is made already'),
  )
})

test('only managers close a day', async () => {
  await page.evaluate(async () => {
    const response = await fetch('/v1/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: 'demo', sub: 'ben', roles: ['waiter'] }),
    })
    const { token } = (await response.json()) as { token: string }
    const key = Object.keys(localStorage).find((name) => name.startsWith('docket-pos.token.'))
    localStorage.setItem(key ?? '', token)
  })
  await page.goto(`${new URL(page.url()).origin}/manager#/closings`)
  await page.reload()
  // After the last closing there has to be something to close.
  await openTable(b, 10)
  await allSaved(b)
  await page.getByRole('button', { name: 'Read again' }).click()
  await close(page)
  await until(async () =>
    expect(await page.getByTestId('failure').textContent()).toContain('only managers close a day'),
  )
})
