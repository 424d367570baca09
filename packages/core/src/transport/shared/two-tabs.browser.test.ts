import { afterEach, expect, test, vi } from 'vitest'
import { openTab, type SharingTab, tabOf } from '../../../test/sharing-page.ts'

const FIXTURE = new URL('../../../test/sharing-page.ts', import.meta.url).href
const pages: Window[] = []

afterEach(() => {
  for (const page of pages.splice(0)) page.close()
})

async function openPage(disk: 'indexeddbStorage' | 'oneDatabaseStorage', tenant: string) {
  const html = new Blob([`<!doctype html><script type="module" src="${FIXTURE}"></script>`], { type: 'text/html' })
  const page = window.open(URL.createObjectURL(html))
  if (page === null) throw new Error('The browser blocks windows')
  pages.push(page)
  const open = await vi.waitUntil(() => page.openSharingTab, { timeout: 10_000 })
  return { page, tab: await open(disk, tenant) }
}

const untilItems = (tab: SharingTab, items: readonly string[]) =>
  vi.waitFor(() => expect(tab.items()).toEqual(items), { timeout: 10_000 })

test.each(['indexeddbStorage', 'oneDatabaseStorage'] as const)(
  '[TAB1] [SAV1] two pages without a network share what they record, also when one dies, and the disk has it once: %s',
  async (disk) => {
    const tenant = `tabs-${crypto.randomUUID()}`
    const first = await openPage(disk, tenant)
    const second = await openPage(disk, tenant)
    await first.tab.record('of the first')
    await untilItems(second.tab, ['of the first'])
    await second.tab.record('of the second')
    await untilItems(first.tab, ['of the first', 'of the second'])
    first.page.close()
    // Whoever opens now asks the page that took over.
    const third = await openPage(disk, tenant)
    await third.tab.record('of the third')
    await untilItems(second.tab, ['of the first', 'of the second', 'of the third'])
    expect([second.tab.uncommitted(), third.tab.uncommitted()]).toEqual([3, 3])
    await vi.waitFor(() => expect([second.tab.listed(), third.tab.listed()]).toEqual([{ o1: 3 }, { o1: 3 }]))
    second.page.close()
    third.page.close()

    const store = openTab(disk, tenant)
    await store.ready
    const tab = tabOf(store)
    expect(tab.listed()).toEqual({ o1: 3 })
    await untilItems(tab, ['of the first', 'of the second', 'of the third'])
    expect(tab.uncommitted()).toBe(3)
    await store.close()
  },
)
