import { afterEach, expect, test, vi } from 'vitest'
import { openTill } from './leave-page.fixture.ts'
import { order } from './order.fixture.ts'

const FIXTURE = new URL('./leave-page.fixture.ts', import.meta.url).href
const pages: Window[] = []

afterEach(() => {
  for (const page of pages.splice(0)) page.close()
})

/** Another page of this origin: a window, because an iframe shares too much of its fate with this page. */
async function openPage(): Promise<Window> {
  const html = new Blob([`<!doctype html><script type="module" src="${FIXTURE}"></script>`], { type: 'text/html' })
  const page = window.open(URL.createObjectURL(html))
  if (page === null) throw new Error('The browser blocks windows')
  pages.push(page)
  await vi.waitFor(() => expect(page.openLeavingPage).toBeDefined())
  return page
}

test.each(Array.from({ length: 60 }, (_, i) => 'navigate') as ('close' | 'navigate')[])(
  '[SAV1] of 50 events recorded in a loop, 50 are kept by a page that is left at once: %s',
  async (how) => {
    const tenant = `leave-${crypto.randomUUID()}`
    const page = await openPage()
    const leaving = await page.openLeavingPage?.(tenant, 'o1')
    leaving?.recordAndLeave(50, how)
    await vi.waitFor(() => expect(page.closed || page.openLeavingPage === undefined).toBe(true))

    const store = openTill(tenant)
    await store.ready
    expect(store.list(order).rows()).toMatchObject([{ id: 'o1', uncommitted: 50, summary: { items: 50 } }])
    const doc = store.open(order, 'o1')
    await doc.loaded
    if (doc.state.items.length !== 50) {
      const n = doc.state.items.length
      const err = String(doc.status.error?.message)
      await new Promise((r) => setTimeout(r, 500))
      const again = openTill(tenant)
      const d2 = again.open(order, 'o1')
      await d2.loaded
      throw new Error(JSON.stringify([n, err, doc.state.items.length, d2.state.items.length, d2.status.error?.message]))
    }
    expect(doc.state.items.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, index) => `item-${index}`))
    await store.close()
  },
)
