import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { openFloor, soon } from './floor.ts'
import type { Till } from './till.ts'

const floor = await openFloor()

async function openTable(till: Till, table: number): Promise<void> {
  await till.page.getByTestId(`table-${table}`).click()
  await till.page.getByTestId('order-panel').waitFor()
  await till.add('starters', 'bruschetta')
  await expect.poll(() => till.lines(), soon).toHaveLength(1)
}

/** Closes the page as a person does; gives what the browser asked. */
async function closeAndHear(page: Page): Promise<string> {
  const asked = page.waitForEvent('dialog', soon).then(async (dialog) => {
    const type = dialog.type()
    await dialog.dismiss()
    return type
  })
  const closed = page.waitForEvent('close', soon).then(() => 'closed')
  await page.close({ runBeforeUnload: true })
  return Promise.race([asked, closed])
}

test('a till asks before its page is closed with something that is not on disk, and only then', async () => {
  const careless = await floor.openTill('A')
  await openTable(careless, 5)
  await vi.waitFor(
    async () => expect(await careless.page.getByTestId('sync-status').getAttribute('data-uncommitted')).toBe('0'),
    soon,
  )
  expect(await closeAndHear(careless.page)).toBe('closed')
  await careless.close()

  const till = await floor.openTill('B')
  await openTable(till, 6)
  // From now on the disk takes nothing.
  await till.page.evaluate(() => {
    for (const method of ['add', 'put'] as const) {
      IDBObjectStore.prototype[method] = () => {
        throw new DOMException('the disk is full', 'QuotaExceededError')
      }
    }
  })
  await till.add('drinks', 'lager-0-4-l')
  await expect.poll(() => till.lines(), soon).toHaveLength(2)
  expect(await closeAndHear(till.page)).toBe('beforeunload')
  await till.close()
})

test('[RET5] an order that a till has never opened can be opened and edited there without a network', async () => {
  const [a, b] = await Promise.all([floor.openTill('A'), floor.openTill('B')])
  await openTable(a, 8)
  const url = new URL(a.page.url())
  const names = (): Promise<string[]> =>
    b.page.evaluate(async () => (await indexedDB.databases()).flatMap(({ name }) => name ?? []))
  const id = url.hash.split('/').at(-1) ?? ''
  await expect.poll(names, soon).toContain(`demo/order/${id}`)
  await expect.poll(() => b.page.getByTestId('sync-status').getAttribute('data-uncommitted'), soon).toBe('0')
  await b.network.cut()
  await b.page.reload()
  await b.page.getByTestId('table-8').click()
  await expect.poll(() => b.lines(), soon).toEqual(['Bruschetta'])
  await b.add('drinks', 'lager-0-4-l')
  await b.network.restore()
  await expect.poll(() => a.lines(), soon).toEqual(['Bruschetta', 'Lager 0.4 l'])
  await Promise.all([a.close(), b.close()])
})
