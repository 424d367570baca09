import { afterEach, expect, test, vi } from 'vitest'
import { type Disk, openTill } from '../../test/leaving-page.ts'
import { order } from '../../test/order.ts'

const FIXTURE = new URL('../../test/leaving-page.ts', import.meta.url).href
const pages: Window[] = []

afterEach(() => {
  for (const page of pages.splice(0)) page.close()
})

/** Another page of this origin: a window, because an iframe that is removed has no time at all. */
async function openPage(): Promise<Window> {
  const html = new Blob([`<!doctype html><script type="module" src="${FIXTURE}"></script>`], { type: 'text/html' })
  const page = window.open(URL.createObjectURL(html))
  if (page === null) throw new Error('The browser blocks windows')
  pages.push(page)
  await vi.waitFor(() => expect(page.openLeavingPage).toBeDefined(), { timeout: 10_000 })
  return page
}

async function recordAndLeave(disk: Disk, tenant: string, how: 'close' | 'navigate'): Promise<void> {
  const page = await openPage()
  const leaving = await page.openLeavingPage?.(disk, tenant, 'o1')
  leaving?.recordAndLeave(50, how)
  await vi.waitFor(() => expect(page.closed || page.openLeavingPage === undefined).toBe(true), { timeout: 10_000 })
}

// Several pages, because without an explicit commit only one in five loses something.
const ROUNDS = 8

const ways = (['indexeddbStorage', 'oneDatabaseStorage'] as const).flatMap((disk) =>
  (['close', 'navigate'] as const).map((how) => ({ disk, how })),
)

test.each(ways)(
  '[SAV1] of 50 events recorded in a loop, 50 are kept and listed by a page that is left at once: $how, $disk',
  async ({ disk, how }) => {
    for (let round = 0; round < ROUNDS; round++) {
      const tenant = `leave-${crypto.randomUUID()}`
      await recordAndLeave(disk, tenant, how)
      const store = openTill(disk, tenant)
      await store.ready
      expect(store.list(order).rows()).toMatchObject([{ id: 'o1', uncommitted: 50, summary: { items: 50 } }])
      const doc = store.open(order, 'o1')
      await doc.loaded
      expect(doc.state.items.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `item-${index}`))
      await store.close()
    }
  },
)
