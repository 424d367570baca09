import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
const { pool } = floor
let till: Till
let page: Page

beforeAll(async () => {
  till = await floor.openTill('A')
  await till.page.getByTestId('table-5').click()
  await till.add('starters', 'bruschetta')
  await vi.waitFor(async () => expect(await till.page.getByTestId('sync-status').textContent()).toBe('All saved'), soon)
  page = await floor.openPage('/manager')
  await page.getByTestId('result').click()
  await page.getByTestId('trail-row').nth(1).waitFor()
})

/** The files of the bundle that a button gives. */
async function bundleOf(testId: string): Promise<Record<string, Uint8Array>> {
  const download = page.waitForEvent('download')
  await page.getByTestId(testId).click()
  return unzipSync(await readFile(await (await download).path()))
}

function recordsOf(files: Record<string, Uint8Array>): readonly { content: { event_type: string } }[] {
  const lines = strFromU8(files['records.ndjson'] ?? new Uint8Array()).trimEnd()
  return lines.split('\n').map((line) => JSON.parse(line) as { content: { event_type: string } })
}

async function verify(): Promise<void> {
  await page.getByTestId('verify').click()
  await page.getByTestId('verification').waitFor()
}

test('the manager takes a trail away as a bundle, of an order and of a period', async () => {
  const order = await bundleOf('export-bundle')
  expect(Object.keys(order)).toEqual(expect.arrayContaining(['manifest.json', 'manifest.sig', 'report.html']))
  expect(recordsOf(order).map(({ content }) => content.event_type)).toEqual(['order.created', 'order.item_added'])
  await page.getByRole('link', { name: 'Closings' }).click()
  await page.getByTestId('close-period').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Close the day' }).click()
  await page.getByTestId('reconciled').waitFor()
  const period = recordsOf(await bundleOf('export-period')).map(({ content }) => content.event_type)
  expect(period).toEqual(expect.arrayContaining(['order.created', 'order.item_added']))
})

test('[AUD1] the trail is whole until somebody changes a record, and then the page says which', async () => {
  await verify()
  expect(await page.getByTestId('verification').textContent()).toContain('The trail is whole')
  await page.keyboard.press('Escape')
  const { rows } = await pool.query<{ seq: string; partition: string }>(
    `select seq, tableoid::regclass::text as partition from docket.audit_events where event_type = 'order.item_added'`,
  )
  const { seq, partition } = rows[0] ?? { seq: '', partition: '' }
  await pool.query(`
    alter table ${partition} disable trigger all;
    update ${partition} set payload = jsonb_set(payload, '{item,price_minor}', '1') where seq = ${seq}`)
  await verify()
  const result = page.getByTestId('verification')
  expect(await result.getAttribute('data-whole')).toBe('false')
  expect(await result.textContent()).toContain(`Record no. ${seq} was changed after it had been recorded`)
})
