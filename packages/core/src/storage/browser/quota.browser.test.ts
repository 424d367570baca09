import { expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { itemOf, order } from '../../../test/order.ts'
import { createStore } from '../../store/create-store.ts'
import type { Store } from '../../store/store.ts'
import { indexeddbStorage } from '../indexeddb/indexeddb-storage.ts'
import { oneDatabaseStorage } from '../one-database/one-database-storage.ts'
import type { Storage } from '../storage.ts'

/** What Playwright's session has; Vitest's own type is empty. */
interface DevTools {
  send(method: 'Storage.overrideQuotaForOrigin', parameters: { origin: string; quotaSize?: number }): Promise<unknown>
}

/** How many bytes this origin may store; without a number, as many as usual. */
async function setQuota(quotaSize?: number): Promise<void> {
  const devTools = cdp() as unknown as DevTools
  await devTools.send('Storage.overrideQuotaForOrigin', {
    origin: location.origin,
    ...(quotaSize !== undefined && { quotaSize }),
  })
}

/** Text that a disk cannot compress. */
function noise(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length / 4))
  return Array.from(bytes, (byte) => byte.toString(36).padStart(2, '0')).join('')
}

function openTill(tenant: string, storage: Storage): Store {
  return createStore({ tenant, user: 'ann', device: 'till', entities: [order], storage })
}

/** Records until the store says that something is wrong. Gives how many events that took. */
async function recordUntilFull(till: Store, record: (item: ReturnType<typeof itemOf>) => unknown): Promise<number> {
  for (let recorded = 0; ; recorded++) {
    if (till.status().error !== undefined) return recorded
    if (recorded > 100) throw new Error('The disk does not become full')
    const { item } = itemOf(`item-${recorded}`)
    record({ item: { ...item, name: noise(200_000) } })
    await vi.waitFor(() => expect(till.status().unsaved === 0 || till.status().error !== undefined).toBe(true), {
      timeout: 10_000,
    })
  }
}

// One test for both, because Chromium remembers for a while how much room an origin had.
test('[SAV1] on a full disk the application is told, and all is saved when there is room', async () => {
  await setQuota(3_000_000)
  const storages = [indexeddbStorage(), oneDatabaseStorage(`quota-${crypto.randomUUID()}`)]
  const tills = await Promise.all(
    storages.map(async (storage) => {
      const tenant = `quota-${crypto.randomUUID()}`
      const till = openTill(tenant, storage)
      const doc = till.open(order, 'o1')
      await Promise.all([till.ready, doc.loaded])
      return { tenant, storage, till, doc }
    }),
  )
  const recorded: number[] = []
  for (const { till, doc } of tills) {
    recorded.push(await recordUntilFull(till, (item) => doc.record('item_added', item)))
    expect(till.status().error).toMatchObject({ code: 'storage_failed' })
    expect(String(till.status().error)).toContain('QuotaExceededError')
    expect(till.status().unsaved).toBeGreaterThan(0)
  }
  expect(recorded[0]).toBeGreaterThan(3)
  const last = tills.map(({ doc }) => doc.record('item_added', itemOf('last')))
  await setQuota()
  await Promise.all(last.map(({ saved }) => saved))
  for (const [index, { tenant, storage, till }] of tills.entries()) {
    expect(till.status()).toMatchObject({ unsaved: 0 })
    expect(till.status().error).toBeUndefined()
    await till.close()
    const next = openTill(tenant, storage)
    const again = next.open(order, 'o1')
    await again.loaded
    expect(again.state.items).toHaveLength((recorded[index] ?? 0) + 1)
    await next.close()
  }
})
