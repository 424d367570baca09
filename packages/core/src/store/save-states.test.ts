import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { localServer } from '../testing/local-server.ts'
import type { Store } from './store.ts'

const statesOf = (store: Store, id = 'o1'): string[] =>
  (store.peek(order, id)?.history() ?? []).map(({ saveState }) => saveState)

test('[SAV1] recorded, then saved, then committed; the status counts along', async () => {
  const server = localServer({ entities: [order] })
  const till = openTill({ transport: server.transport() })
  const doc = till.open(order, 'o1')
  await vi.waitFor(() => expect(doc.status.synced).toBe(true))
  server.holdCommits()
  const receipt = doc.record('created', { table_number: 4 })
  expect(statesOf(till)).toEqual(['recorded'])
  expect(doc.status).toMatchObject({ unsaved: 1, uncommitted: 1 })
  await receipt.saved
  expect(statesOf(till)).toEqual(['saved'])
  await vi.waitFor(() => expect(till.status()).toMatchObject({ unsaved: 0, uncommitted: 1 }))
  server.releaseCommits()
  await receipt.committed
  expect(statesOf(till)).toEqual(['committed'])
  expect(doc.status).toMatchObject({ unsaved: 0, uncommitted: 0, rejected: 0 })
  await vi.waitFor(() => expect(till.status()).toMatchObject({ unsaved: 0, uncommitted: 0 }))
  await till.close()
})

test('[SAV1] recorded, then rejected, then resolved on the record', async () => {
  const server = localServer({
    entities: [order],
    reject: ({ type }) => (type === 'state_changed' ? { code: 'forbidden', reason: 'not you' } : undefined),
  })
  const till = openTill({ transport: server.transport() })
  const doc = till.open(order, 'o1')
  const receipt = doc.record('state_changed', { new_status: 'void' })
  expect(doc.state.status).toBe('void')
  await expect(receipt.committed).rejects.toMatchObject({ code: 'forbidden' })
  expect(doc.state.status).toBe('open')
  expect(doc.history()).toMatchObject([{ saveState: 'rejected', effect: { kind: 'rejected', reason: 'not you' } }])
  expect(doc.status.rejected).toBe(1)
  await vi.waitFor(() => expect(till.status()).toMatchObject({ rejected: 1 }))
  await doc.resolve(receipt.event.id, { action: 'dismissed', reason: 'typed twice' }).committed
  expect(doc.status.rejected).toBe(0)
  await vi.waitFor(() => expect(till.status()).toMatchObject({ rejected: 0 }))
  expect(doc.history()).toMatchObject([
    { saveState: 'rejected' },
    { effect: { kind: 'noted' }, saveState: 'committed' },
  ])
  await till.close()
})

test('only what is rejected can be resolved: nobody settles a rejection before it is there', async () => {
  const till = openTill()
  const doc = till.open(order, 'o1')
  const { event } = doc.record('created', { table_number: 4 })
  expect(() => doc.resolve(event.id, { action: 'dismissed', reason: 'too early' })).toThrow('is not rejected')
  expect(doc.history()).toHaveLength(1)
  await till.close()
})

test('[SAV1] after a reload a saved event is saved, a committed one committed, a rejected one rejected', async () => {
  const server = localServer({
    entities: [order],
    reject: ({ type }) => (type === 'state_changed' ? { code: 'forbidden', reason: 'not you' } : undefined),
  })
  const storage = memoryStorage()
  const transport = server.transport()
  const first = openTill({ storage, transport })
  const doc = first.open(order, 'o1')
  await doc.record('created', { table_number: 4 }).committed
  await expect(doc.record('state_changed', { new_status: 'void' }).committed).rejects.toThrow('not you')
  transport.cut()
  await doc.record('item_added', itemOf('soup')).saved
  await first.close()

  // Without a network: only the disk tells.
  const second = openTill({ storage })
  await second.ready
  expect(second.status()).toMatchObject({ unsaved: 0, uncommitted: 1, rejected: 1 })
  await second.open(order, 'o1').loaded
  expect(statesOf(second)).toEqual(['committed', 'rejected', 'saved'])
  expect(second.peek(order, 'o1')?.status).toMatchObject({ unsaved: 0, uncommitted: 1, rejected: 1 })
  await second.close()

  const third = openTill({ storage, transport: server.transport() })
  await third.open(order, 'o1').loaded
  await vi.waitFor(() => expect(statesOf(third)).toEqual(['committed', 'rejected', 'committed']))
  expect(server.eventsOf('demo/order/o1')).toHaveLength(3)
  await third.close()
})

test('[SAV1] what was recorded offline in an earlier session goes out at the next start, although nobody opens it', async () => {
  const storage = memoryStorage()
  const offline = openTill({ storage })
  const ids = ['o1', 'o2', 'o3']
  await Promise.all(ids.map((id) => offline.open(order, id).record('created', { table_number: 4 }).saved))
  await offline.close()
  const server = localServer({ entities: [order] })
  const online = openTill({ storage, transport: server.transport() })
  await vi.waitFor(() => expect(ids.map((id) => server.eventsOf(`demo/order/${id}`).length)).toEqual([1, 1, 1]))
  await vi.waitFor(() => expect(online.status().uncommitted).toBe(0))
  expect(
    online
      .list(order)
      .rows()
      .map(({ uncommitted }) => uncommitted),
  ).toEqual([0, 0, 0])
  await online.close()
})

test('[SAV2] a line of the catalogue whose events did not come to disk before the process died counts nothing', async () => {
  const storage = memoryStorage()
  const lost = { entity: 'order', id: 'o1', summary: {}, seq: 0, uncommitted: 1, oldestUncommittedAt: 5, rejected: 0 }
  await storage.openCatalogue('demo').write([lost], { cursor: 0 })
  const till = openTill({ storage })
  onTestFinished(() => till.close())
  await till.ready
  await vi.waitFor(() => expect(till.status().uncommitted).toBe(0))
  expect(till.status().oldestUncommittedAt).toBeUndefined()
  expect(till.list(order).rows()).toEqual([])
  await till.open(order, 'o1').record('created', { table_number: 4 }).saved
  expect(till.status().uncommitted).toBe(1)
  expect(till.list(order).rows()).toMatchObject([{ id: 'o1', uncommitted: 1 }])
})

test("[SAV1] leftovers go out even if the server's summaries arrive before the disk has answered", async () => {
  const storage = memoryStorage()
  const server = localServer({ entities: [order] })
  const transport = server.transport()
  const first = openTill({ storage, transport })
  await first.open(order, 'o1').record('created', { table_number: 4 }).committed
  transport.cut()
  await first.open(order, 'o1').record('item_added', itemOf('soup')).saved
  await first.close()
  let answer = (): void => undefined
  const slow = new Promise<void>((resolve) => {
    answer = resolve
  })
  const online = openTill({
    storage: {
      ...storage,
      openCatalogue(tenant) {
        const stored = storage.openCatalogue(tenant)
        return { ...stored, read: () => slow.then(() => stored.read()) }
      },
    },
    transport: server.transport(),
  })
  await vi.waitFor(() => expect(online.status().connection).toBe('online'))
  answer()
  await vi.waitFor(() => expect(server.eventsOf('demo/order/o1')).toHaveLength(2))
  await vi.waitFor(() => expect(online.list(order).rows()).toMatchObject([{ summary: { items: 1 }, uncommitted: 0 }]))
  await online.close()
})

test('[SAV1] what is recorded before the document has loaded is saved, beside what was there', async () => {
  const storage = memoryStorage()
  const first = openTill({ storage })
  await first.open(order, 'o1').record('created', { table_number: 4 }).saved
  await first.close()
  const second = openTill({ storage })
  const doc = second.open(order, 'o1')
  const early = doc.record('item_added', itemOf('soup'))
  expect(doc.status.loaded).toBe(false)
  await early.saved
  expect(doc.state).toMatchObject({ table_number: 4, items: [{ id: 'soup' }] })
  await second.close()
  const third = openTill({ storage })
  const again = third.open(order, 'o1')
  await again.loaded
  expect(again.status).toMatchObject({ events: 2, uncommitted: 2 })
  await third.close()
})

test('[SAV1] closing the store right after recording saves everything, also what is recorded during a flush', async () => {
  const storage = memoryStorage()
  const till = openTill({ storage })
  const doc = till.open(order, 'o1')
  const receipts = [doc.record('created', { table_number: 4 })]
  await Promise.resolve()
  receipts.push(doc.record('item_added', itemOf('soup')))
  await Promise.all([till.close(), ...receipts.map(({ saved }) => saved)])
  const again = openTill({ storage })
  await again.ready
  expect(again.list(order).rows()).toMatchObject([{ uncommitted: 2, summary: { items: 1 } }])
  await again.close()
})
