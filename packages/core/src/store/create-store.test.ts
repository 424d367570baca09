import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { defineEntity } from '../entity/define-entity.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { createStore } from './create-store.ts'
import { GuardRefusedError, PayloadInvalidError } from './record-errors.ts'

interface Order {
  readonly status: 'open' | 'paid'
  readonly items: Readonly<Record<string, { id: string; quantity: number }>>
}
const emptyOrder: Order = { status: 'open', items: {} }

const order = defineEntity('order', {
  initial: emptyOrder,
  events: {
    item_added: {
      payload: z.object({ item: z.object({ id: z.string(), quantity: z.coerce.number<string>() }) }),
      guard: (o) => o.status === 'open' || 'the order is closed',
      evolve: (o, { item }) => ({ ...o, items: { ...o.items, [item.id]: item } }),
    },
    paid: { payload: z.object({}), evolve: (o) => ({ ...o, status: 'paid' }) },
  },
  summary: (o) => ({ status: o.status, items: Object.keys(o.items).length }),
})

function setUp(storage = memoryStorage()) {
  return createStore({ tenant: 'demo', user: 'ann', device: 'till-a', entities: [order], storage })
}

test('types flow from the definition to state, payloads and lists', async () => {
  const store = setUp()
  expect(store.entities).toEqual([order])
  const doc = store.open(order, 'o1')
  expectTypeOf(doc.state).toEqualTypeOf<Order>()
  expectTypeOf(doc.record<'item_added'>)
    .parameter(1)
    .toEqualTypeOf<{ item: { id: string; quantity: string } }>()
  expectTypeOf(store.list(order).rows())
    .items.toHaveProperty('summary')
    .toEqualTypeOf<{ status: 'open' | 'paid'; items: number }>()
  // @ts-expect-error no such event
  expect(() => doc.record('item_eaten', {})).toThrow('order has no event "item_eaten"')
  // @ts-expect-error quantity is missing
  expect(() => doc.record('item_added', { item: { id: 'a' } })).toThrow(PayloadInvalidError)
  await store.close()
})

test('record folds at once, and what it refuses changes nothing', async () => {
  const store = setUp()
  const doc = store.open(order, 'o1')
  let calls = 0
  doc.subscribe(() => calls++)
  const receipt = doc.record('item_added', { item: { id: 'a', quantity: '2' } })
  expect(doc.state.items.a).toEqual({ id: 'a', quantity: 2 })
  expect(calls).toBeGreaterThan(0)
  expect(doc.history()[0]?.saveState).toBe('recorded')
  await receipt.saved
  expect(doc.history()[0]?.saveState).toBe('saved')
  doc.record('paid', {})
  expect(() => doc.record('item_added', { item: { id: 'b', quantity: '1' } })).toThrow(GuardRefusedError)
  expect(doc.history()).toHaveLength(2)
  await store.close()
})

test('another session of the device finds everything', async () => {
  const storage = memoryStorage()
  const first = setUp(storage)
  await first.open(order, 'o1').record('item_added', { item: { id: 'a', quantity: '2' } }).saved
  await first.close()
  const second = setUp(storage)
  await second.ready
  expect(second.list(order).rows()).toMatchObject([{ id: 'o1', summary: { items: 1 }, uncommitted: 1 }])
  expect(second.status()).toMatchObject({ uncommitted: 1, unsaved: 0 })
  const doc = second.open(order, 'o1')
  await doc.loaded
  expect(doc.state.items.a?.quantity).toBe(2)
  await second.close()
})
