import { expect, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'

const NOON = Date.UTC(2026, 10, 22, 12)

test('[SAV2] the status says since when the oldest event waits, after a reload too, until the server has it', async () => {
  const storage = memoryStorage()
  const clock = fakeClock(NOON)
  const before = openTill({ clock, storage })
  expect(before.status()).not.toHaveProperty('oldestUncommittedAt')
  const first = before.open(order, 'o1')
  await first.record('created', { table_number: 4 }).saved
  clock.set(NOON + 1000)
  await first.record('item_added', itemOf('soup')).saved
  await before.open(order, 'o2').record('created', { table_number: 5 }).saved
  await vi.waitFor(() => expect(before.status()).toMatchObject({ uncommitted: 3, oldestUncommittedAt: NOON }))
  await before.close()

  clock.set(NOON + 60_000)
  const server = localServer({ entities: [order], clock })
  server.holdCommits()
  const after = openTill({ clock, storage, transport: server.transport({ clock }) })
  await after.ready
  expect(after.status()).toMatchObject({ uncommitted: 3, oldestUncommittedAt: NOON })
  server.releaseCommits()
  await vi.waitFor(() => expect(after.status().uncommitted).toBe(0))
  expect(after.status()).not.toHaveProperty('oldestUncommittedAt')
  await after.close()
})

test('[SAV2] when the oldest is committed, the next oldest is told, of whichever document', async () => {
  const clock = fakeClock(NOON)
  const server = localServer({ entities: [order], clock })
  const till = openTill({ clock, transport: server.transport({ clock }) })
  const doc = till.open(order, 'o1')
  await vi.waitFor(() => expect(doc.status.synced).toBe(true))
  await doc.record('created', { table_number: 4 }).committed
  server.holdCommits()
  clock.set(NOON + 2000)
  doc.record('item_added', itemOf('soup'))
  clock.set(NOON + 3000)
  till.open(order, 'o2').record('created', { table_number: 5 })
  await vi.waitFor(() => expect(till.status()).toMatchObject({ uncommitted: 2, oldestUncommittedAt: NOON + 2000 }))
  server.releaseCommits()
  await vi.waitFor(() => expect(till.status().uncommitted).toBe(0))
  server.holdCommits()
  clock.set(NOON + 9000)
  doc.record('item_added', itemOf('salad'))
  await vi.waitFor(() => expect(till.status()).toMatchObject({ uncommitted: 1, oldestUncommittedAt: NOON + 9000 }))
  await till.close()
})
