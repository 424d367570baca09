import type { Page } from 'playwright-core'
import { beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()
const { pool } = floor
let till: Till

beforeAll(async () => {
  till = await floor.openTill('A')
})

/** Writes what no application can into the order that the browser keeps. */
async function damage(page: Page, orderId: string): Promise<void> {
  const doc = new Y.Doc()
  doc.getArray('events').push(['garbage'])
  await page.evaluate(
    async ([name, update]) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      await new Promise((resolve) => {
        const transaction = db.transaction('updates', 'readwrite')
        transaction.oncomplete = resolve
        transaction.objectStore('updates').add(new Uint8Array(update))
      })
      db.close()
    },
    [`demo/order/${orderId}`, [...Y.encodeStateAsUpdate(doc)]] as const,
  )
}

/** Adds two things offline to an order that is damaged then; after that the page is loaded anew, with a network. */
async function refusedOrder(table: number): Promise<string> {
  const { page, network } = till
  await page.getByRole('link', { name: 'Tables' }).click()
  await page.getByTestId(`table-${table}`).click()
  await page.getByTestId('order-panel').waitFor()
  const id = new URL(page.url()).hash.split('/').at(-1) ?? ''
  const uncommitted = (): Promise<string | null> => page.getByTestId('sync-status').getAttribute('data-uncommitted')
  await vi.waitFor(async () => expect(await uncommitted()).toBe('0'), soon)
  await network.cut()
  await vi.waitFor(async () => expect(await till.banner.isVisible()).toBe(true), soon)
  await till.add('starters', 'bruschetta')
  await till.add('mains', 'mushroom-risotto')
  await vi.waitFor(async () => expect(await till.banner.getAttribute('data-uncommitted')).toBe('2'), soon)
  await damage(page, id)
  await page.reload()
  await vi.waitFor(async () => expect(await till.lines()).toHaveLength(2), soon)
  await network.restore()
  return id
}

test('[QUA1] [QUA2] a damaged order: the till says so, goes on, and records the changes again when told to', async () => {
  const { page } = till
  const id = await refusedOrder(5)
  const notice = page.getByTestId('quarantine-notice')
  await notice.waitFor()
  expect(await notice.textContent()).toContain('Table 5: 3 changes are kept aside on this till')
  expect(await page.getByTestId('sync-status').textContent()).toBe('3 kept aside')
  expect(await till.lines()).toEqual([])
  await till.add('drinks', 'lager-0-4-l')
  await page.reload()
  await notice.waitFor()
  await vi.waitFor(async () => expect(await till.lines()).toEqual(['Lager 0.4 l']), soon)
  await notice.getByTestId('quarantine-record-again').click()
  const lines = ['Bruschetta', 'Mushroom risotto', 'Lager 0.4 l']
  await vi.waitFor(async () => expect(await till.lines()).toEqual(lines), soon)

  // What cannot be read is left, and dismissed.
  await vi.waitFor(async () => expect(await notice.textContent()).toContain('1 change is kept aside'), soon)
  await notice.getByTestId('quarantine-dismiss').click()
  await page.getByLabel('Reason').fill('Nobody knows what it was')
  await page.getByRole('button', { name: 'Leave them out' }).click()
  await vi.waitFor(async () => expect(await notice.count()).toBe(0), soon)
  const { rows } = await pool.query(
    `select event_type, payload->'item'->>'name' as name, verdict from docket.audit_events where entity_id = $1 order by event_id`,
    [id],
  )
  expect(rows.slice(1)).toEqual(lines.map((name) => ({ event_type: 'order.item_added', name, verdict: 'accepted' })))
})
