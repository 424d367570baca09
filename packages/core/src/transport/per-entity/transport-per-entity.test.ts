import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { itemOf, order } from '../../../test/order.ts'
import { tapped } from '../../../test/tapped-transport.ts'
import { openTill } from '../../../test/till.ts'
import { defineEntity } from '../../entity/define-entity.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import type { StoreOptions } from '../../store/create-store.ts'
import type { Store } from '../../store/store.ts'
import { localServer } from '../../testing/local-server.ts'
import { broadcastChannelTransport } from '../broadcast-channel/broadcast-channel-transport.ts'
import { transportPerEntity } from './transport-per-entity.ts'

const menu = defineEntity('menu', {
  initial: { dishes: 0 },
  events: { dish_added: { payload: z.object({}), evolve: ({ dishes }) => ({ dishes: dishes + 1 }) } },
  summary: (state) => state,
})
const entities = [order, menu]

function till(options: Partial<StoreOptions>): Store {
  const store = openTill({ entities, ...options })
  onTestFinished(() => store.close())
  return store
}

/** A server, and a till that reaches it by one way for menus and by another for the rest. */
function setUp(options: Partial<StoreOptions> = {}) {
  const server = localServer({ entities, eventsPerCheckpoint: 10 })
  const [orders, menus] = [server.transport(), server.transport()]
  const store = till({ transport: transportPerEntity({ default: orders, entities: { menu: menus } }), ...options })
  return { server, orders, menus, store, other: till({ device: 'other', transport: server.transport() }) }
}

const recordMenu = (store: Store, id = 'm') => store.open(menu, id).record('dish_added', {})
const recordOrder = (store: Store, id = 'o') => store.open(order, id).record('item_added', itemOf('i'))
const listed = (store: Store) =>
  [store.list(order), store.list(menu)].map((list) =>
    list
      .rows()
      .map(({ id }) => id)
      .join(),
  )
const online = (store: Store) => vi.waitFor(() => expect(store.status().connection).toBe('online'))

test('[TRN7] documents of an entity go by its own transport, those of others by the default one', async () => {
  const { store, menus, orders, server } = setUp()
  await online(store)
  menus.cut()
  const dish = recordMenu(store)
  await recordOrder(store).committed
  expect(server.eventsOf('demo/menu/m')).toEqual([])
  orders.cut()
  menus.restore()
  const item = recordOrder(store)
  await dish.committed
  expect(server.eventsOf('demo/order/o')).toHaveLength(1)
  orders.restore()
  await item.committed
})

test('[TRN7] summaries of an entity are heard by its own transport only', async () => {
  const { store, other, menus, orders } = setUp()
  await online(store)
  menus.cut()
  await recordMenu(other).committed
  await recordOrder(other).committed
  await vi.waitFor(() => expect(listed(store)).toEqual(['o', '']))
  menus.restore()
  await vi.waitFor(() => expect(listed(store)).toEqual(['o', 'm']))
  orders.cut()
  await recordOrder(other, 'p').committed
  await recordMenu(other, 'n').committed
  await vi.waitFor(() => expect(listed(store)).toEqual(['o', 'm,n']))
})

test('[TRN7] a checkpoint is asked for by the transport of its entity, though another one is away', async () => {
  const { other, server, orders } = setUp()
  const doc = other.open(menu, 'long')
  await Promise.all(Array.from({ length: 12 }, () => doc.record('dish_added', {}).committed))
  const [others, menus] = [tapped(orders), tapped(server.transport())]
  orders.cut()
  const transport = transportPerEntity({ default: others.transport, entities: { menu: menus.transport } })
  const store = till({ transport })
  await vi.waitFor(() => expect(listed(store)).toEqual(['', 'long']))
  const opened = store.open(menu, 'long')
  await vi.waitFor(() => expect(opened.status).toMatchObject({ synced: true, beginsWith: { events: 12 } }))
  expect([others.asked, menus.asked]).toEqual([[], ['demo/menu/long']])
})

test('[TRN8] what an entity has missed is asked for later, by whatever transport: the device says how far it has all', async () => {
  const storage = memoryStorage()
  const { store, other, menus, server } = setUp({ storage })
  await recordMenu(other, 'first').committed
  await vi.waitFor(() => expect(listed(store)).toEqual(['', 'first']))
  menus.cut()
  await recordMenu(other, 'missed').committed
  await recordOrder(other).committed
  await vi.waitFor(() => expect(listed(store)).toEqual(['o', 'first']))
  await store.close()
  expect((await storage.openCatalogue('demo').read()).facts.cursor).toBe(1)
  const later = till({ storage, transport: server.transport() })
  await vi.waitFor(() => expect(listed(later)).toEqual(['o', 'first,missed']))
})

test('[TRN8] each connection goes on from where it was itself, not from where another is', async () => {
  const { store, other, menus, orders } = setUp()
  await online(store)
  for (const [cut, record] of [
    [menus, recordMenu],
    [orders, recordOrder],
  ] as const) {
    cut.cut()
    await record(other, 'missed').committed
    await (record === recordMenu ? recordOrder : recordMenu)(other, 'meanwhile').committed
    cut.restore()
    await online(store)
  }
  await vi.waitFor(() => expect(listed(store)).toEqual(['meanwhile,missed', 'meanwhile,missed']))
})

test('[TRN7] entities with the same transport share a connection', () => {
  const server = localServer()
  const [one, two] = [server.transport(), server.transport()]
  const connects = [one, two].map((transport) => vi.spyOn(transport, 'connect'))
  till({ transport: transportPerEntity({ default: one, entities: { menu: two, price: two, order: one } }) })
  expect(connects.map(({ mock }) => mock.calls.length)).toEqual([1, 1])
})

test('[TRN7] a transport without a ledger, and a name that no entity can have, are refused', () => {
  const [ledger, none] = [localServer().transport(), broadcastChannelTransport()]
  const made = (options: Parameters<typeof transportPerEntity>[0]) => () => transportPerEntity(options)
  expect(made({ default: ledger, entities: { menu: none } })).toThrow(
    expect.objectContaining({ code: 'transport_without_ledger', message: expect.stringContaining('menu') }),
  )
  expect(made({ default: none, entities: {} })).toThrow(expect.objectContaining({ code: 'transport_without_ledger' }))
  expect(made({ default: ledger, entities: { 'the menu': ledger } })).toThrow(
    expect.objectContaining({ code: 'document_name_invalid' }),
  )
})
