import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import type { EventId } from '../clock/event-id.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { RejectHook } from '../testing/local-document.ts'
import { localServer } from '../testing/local-server.ts'
import type { StoreOptions } from './create-store.ts'
import { RejectedError } from './receipt.ts'
import type { Store } from './store.ts'

const NOT_YOU = { code: 'forbidden', reason: 'only a manager does that' }
const rejectVoid: RejectHook = ({ type, payload, by }) =>
  type === 'state_changed' && payload.new_status === 'void' && by !== 'jon' ? NOT_YOU : undefined

function till(options: Partial<StoreOptions>): Store {
  const store = openTill(options)
  onTestFinished(() => store.close())
  return store
}

async function voidOrder(store: Store, id: string): Promise<EventId> {
  const doc = store.open(order, id)
  await doc.loaded
  const receipt = doc.record('state_changed', { new_status: 'void' })
  await expect(receipt.committed).rejects.toThrow(RejectedError)
  doc.close()
  return receipt.event.id
}

const trailOf = (server: ReturnType<typeof localServer>, id: string): unknown[] =>
  server.eventsOf(`demo/order/${id}`).map(({ type, payload, ref, by }) => ({ type, payload, ref, by }))

test('[REJ1] what was rejected is listed after a reload, the newest first; no other document is opened', async () => {
  const server = localServer({ entities: [order], reject: rejectVoid })
  const storage = memoryStorage()
  const before = openTill({ storage, transport: server.transport() })
  await before.open(order, 'calm').record('created', { table_number: 1 }).committed
  const first = await voidOrder(before, 'o1')
  const second = await voidOrder(before, 'o2')
  await before.close()

  const after = till({ storage })
  await after.ready
  expect(after.rejections.entries()).toEqual([])
  expect(after.peek(order, 'o1')).toBeUndefined()
  const heard = vi.fn()
  const stop = after.rejections.subscribe(heard)
  await vi.waitFor(() => expect(after.rejections.entries()).toHaveLength(2))
  expect(heard).toHaveBeenCalled()
  expect(after.rejections.entries()).toMatchObject([
    { entity: 'order', id: 'o2', event: { id: second, type: 'state_changed', by: 'ann' }, ...NOT_YOU },
    { entity: 'order', id: 'o1', event: { id: first, payload: { new_status: 'void' } }, ...NOT_YOU },
  ])
  expect(after.rejections.entries()).toBe(after.rejections.entries())
  expect(after.peek(order, 'calm')).toBeUndefined()
  stop()
})

test('[REJ1] the list is there for whoever subscribes before anything is read from disk', async () => {
  const server = localServer({ entities: [order], reject: rejectVoid })
  const storage = memoryStorage()
  const before = openTill({ storage, transport: server.transport() })
  await voidOrder(before, 'o1')
  await before.close()
  const after = till({ storage })
  after.rejections.subscribe(() => undefined)
  await vi.waitFor(() => expect(after.rejections.entries()).toMatchObject([{ id: 'o1' }]))
})

test('[REJ2] recorded again as it is, by somebody who may: accepted, and both say to what they answer', async () => {
  const server = localServer({ entities: [order], reject: rejectVoid })
  let user = 'ann'
  const store = till({ user: () => user, transport: server.transport() })
  store.rejections.subscribe(() => undefined)
  const ref = await voidOrder(store, 'o1')
  await vi.waitFor(() => expect(store.rejections.entries()).toHaveLength(1))
  const [rejected] = store.rejections.entries()
  if (rejected === undefined) throw new Error('nothing is rejected')
  user = 'jon'
  const receipt = await store.rejections.resolve(rejected, { action: 'recordAgain' })
  await receipt.committed
  expect(receipt.event).toMatchObject({ type: 'state_changed', payload: { new_status: 'void' }, ref })
  await vi.waitFor(() => expect(store.rejections.entries()).toEqual([]))
  await vi.waitFor(() => expect(store.status().rejected).toBe(0))
  expect(store.peek(order, 'o1')?.state.status).toBe('void')
  expect(trailOf(server, 'o1')).toEqual([
    { type: 'state_changed', payload: { new_status: 'void' }, ref: undefined, by: 'ann' },
    { type: 'state_changed', payload: { new_status: 'void' }, ref, by: 'jon' },
    { type: '$resolved', payload: { action: 'amended', reason: 'again' }, ref, by: 'jon' },
  ])
})

test('[REJ2] recorded again and rejected again: the new one is listed, the old one is settled', async () => {
  const server = localServer({ entities: [order], reject: rejectVoid })
  const store = till({ transport: server.transport() })
  store.rejections.subscribe(() => undefined)
  const id = await voidOrder(store, 'o1')
  const receipt = await store.rejections.resolve(
    { entity: 'order', id: 'o1', event: { id } },
    { action: 'recordAgain' },
  )
  await expect(receipt.committed).rejects.toThrow(RejectedError)
  await vi.waitFor(() =>
    expect(store.rejections.entries()).toMatchObject([{ event: { id: receipt.event.id, ref: id } }]),
  )
})

test('[REJ2] amended: another payload, in one update with its resolution', async () => {
  const server = localServer({
    entities: [order],
    reject: ({ type, payload }) =>
      type === 'item_added' && JSON.stringify(payload).includes('"quantity":200')
        ? { code: 'too_many', reason: 'at most 100' }
        : undefined,
  })
  const store = till({ transport: server.transport() })
  store.rejections.subscribe(() => undefined)
  const doc = store.open(order, 'o1')
  const rejected = doc.record('item_added', itemOf('soup', 200))
  await expect(rejected.committed).rejects.toMatchObject({ code: 'too_many' })
  await vi.waitFor(() => expect(store.rejections.entries()).toHaveLength(1))
  const seen: number[] = []
  doc.subscribe(() => seen.push(doc.history().length))
  const receipt = await store.rejections.resolve(
    { entity: 'order', id: 'o1', event: rejected.event },
    { action: 'amended', payload: itemOf('soup', 20), reason: 'a zero too many' },
  )
  await receipt.committed
  // Nobody ever saw one without the other.
  expect(seen).not.toContain(2)
  expect(doc.state.items).toMatchObject([{ quantity: 20 }])
  const ref = rejected.event.id
  expect(trailOf(server, 'o1').slice(1)).toEqual([
    { type: 'item_added', payload: itemOf('soup', 20), ref, by: 'ann' },
    { type: '$resolved', payload: { action: 'amended', reason: 'a zero too many' }, ref, by: 'ann' },
  ])
})

test('[REJ2] dismissed with a reason, on the record; a second time there is nothing to settle', async () => {
  const server = localServer({ entities: [order], reject: rejectVoid })
  const store = till({ transport: server.transport() })
  store.rejections.subscribe(() => undefined)
  const id = await voidOrder(store, 'o1')
  const rejected = { entity: 'order', id: 'o1', event: { id } }
  const [once, twice] = await Promise.allSettled([
    store.rejections.resolve(rejected, { action: 'dismissed', reason: 'the guests stay' }),
    store.rejections.resolve(rejected, { action: 'dismissed', reason: 'the guests stay' }),
  ])
  expect(once.status).toBe('fulfilled')
  expect(twice).toMatchObject({ status: 'rejected', reason: { code: 'not_rejected' } })
  await vi.waitFor(() => expect(trailOf(server, 'o1')).toHaveLength(2))
  expect(trailOf(server, 'o1')[1]).toMatchObject({
    payload: { action: 'dismissed', reason: 'the guests stay' },
    ref: id,
  })
  expect(store.rejections.entries()).toEqual([])
})

test('[REJ2] when a guard, the schema or the resolution refuses, nothing at all is recorded', async () => {
  const server = localServer({
    entities: [order],
    reject: ({ payload }) => (JSON.stringify(payload).includes('"soup"') ? NOT_YOU : undefined),
  })
  const store = till({ transport: server.transport() })
  store.rejections.subscribe(() => undefined)
  const doc = store.open(order, 'o1')
  const { event, committed } = doc.record('item_added', itemOf('soup'))
  await expect(committed).rejects.toThrow(RejectedError)
  const rejected = { entity: 'order', id: 'o1', event }
  const { resolve } = store.rejections
  await expect(resolve(rejected, { action: 'amended', payload: { item: 1 } })).rejects.toMatchObject({
    code: 'payload_invalid',
  })
  const tooLong = 'x'.repeat(2001)
  for (const resolution of [
    { action: 'dismissed', reason: tooLong },
    { action: 'recordAgain', reason: tooLong },
    { action: 'amended', payload: itemOf('salad'), reason: tooLong },
  ] as const) {
    await expect(resolve(rejected, resolution)).rejects.toMatchObject({ code: 'payload_invalid' })
  }
  await doc.record('state_changed', { new_status: 'paid' }).committed
  await expect(resolve(rejected, { action: 'recordAgain' })).rejects.toMatchObject({
    code: 'guard_refused',
    reason: 'the order is closed',
  })
  expect(doc.history()).toHaveLength(2)
  expect(store.rejections.entries()).toMatchObject([{ event: { id: event.id } }])
})

test('[REJ3] a resolution that is rejected itself settles nothing, and is not listed', async () => {
  let isClosed = true
  const server = localServer({
    entities: [order],
    reject: (event, name) => (event.type === '$resolved' && isClosed ? NOT_YOU : rejectVoid(event, name)),
  })
  const store = till({ transport: server.transport() })
  store.rejections.subscribe(() => undefined)
  const id = await voidOrder(store, 'o1')
  await vi.waitFor(() => expect(store.rejections.entries()).toHaveLength(1))
  const [rejected] = store.rejections.entries()
  if (rejected === undefined) throw new Error('nothing is rejected')
  const receipt = await store.rejections.resolve(rejected, { action: 'dismissed', reason: 'no' })
  await expect(receipt.committed).rejects.toThrow(RejectedError)
  await vi.waitFor(() => expect(store.rejections.entries()).toMatchObject([{ event: { id } }]))
  isClosed = false
  await store.rejections.resolve(rejected, { action: 'dismissed', reason: 'no' })
  await vi.waitFor(() => expect(store.status().rejected).toBe(0))
})

test('[REJ1] what another device settles goes from the list here', async () => {
  const server = localServer({ entities: [order], reject: rejectVoid })
  const [here, there] = [
    till({ transport: server.transport() }),
    till({ device: 'office', transport: server.transport() }),
  ]
  for (const store of [here, there]) store.rejections.subscribe(() => undefined)
  const id = await voidOrder(here, 'o1')
  await vi.waitFor(() => expect(here.rejections.entries()).toHaveLength(1))
  const doc = there.open(order, 'o1')
  await vi.waitFor(() => expect(doc.status.rejected).toBe(1))
  await vi.waitFor(() => expect(there.rejections.entries()).toMatchObject([{ event: { id } }]))
  const [rejected] = there.rejections.entries()
  if (rejected === undefined) throw new Error('nothing is rejected')
  await there.rejections.resolve(rejected, { action: 'dismissed', reason: 'seen in the office' })
  await vi.waitFor(() => expect(here.rejections.entries()).toEqual([]))
})
