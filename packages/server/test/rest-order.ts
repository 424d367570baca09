import { defineEntity, type Entity } from '@docket/core'
import { z } from 'zod'
import { restAdapter } from '../src/rest/rest-adapter.ts'
import type { FetchHandler, RestAdapterOptions } from '../src/rest/rest-options.ts'

interface Item {
  readonly name: string
  readonly quantity: number
}

interface Order {
  readonly table: number
  readonly status: 'open' | 'paid' | 'archived'
  readonly items: readonly Item[]
}

const initial: Order = { table: 0, status: 'open', items: [] }
const open = (order: Order): true | string => order.status === 'open' || `the order is ${order.status}`

const created = z.object({ table: z.int().positive() })
const itemAdded = z.object({ item: z.object({ name: z.string(), quantity: z.int() }) })

type Schemas = { created: typeof created; item_added: typeof itemAdded; paid: z.ZodObject; archived: z.ZodObject }

/** An order as an old REST endpoint has it. */
export const restOrder: Entity<string, Order, Schemas> = defineEntity('order', {
  initial,
  events: {
    created: { payload: created, evolve: (order, { table }) => ({ ...order, table }) },
    item_added: { payload: itemAdded, guard: open, evolve: (o, { item }) => ({ ...o, items: [...o.items, item] }) },
    paid: {
      payload: z.object({}),
      guard: (order, _, { by }) => (by === 'thief' ? 'not by a thief' : open(order)),
      evolve: (order) => ({ ...order, status: 'paid' }),
    },
    archived: { payload: z.object({}), evolve: (order) => ({ ...order, status: 'archived' }) },
  },
  summary: ({ table, status, items }) => ({ table, status, items: items.length }),
})

/** `/orders` in front of a Docket server. */
export function restOrders(docket: RestAdapterOptions['docket']): FetchHandler {
  return restAdapter({
    docket,
    entity: restOrder,
    path: '/orders',
    read: ({ id, state }) => (state.status === 'archived' ? undefined : { id, ...state }),
    newId: ({ body }) => (typeof body.id === 'string' ? body.id : undefined),
    listQuery(old) {
      const sort = old.get('order')
      old.delete('order')
      if (sort !== null) old.set('sort', sort)
      return old
    },
    writes: {
      'POST /': ({ body: { table } }) => ({ type: 'created', payload: { table } }),
      'POST /:id/items': ({ body }) => ({ type: 'item_added', payload: { item: body } }),
      'PATCH /:id': ({ body, state }) => {
        const added = Array.isArray(body.items) ? body.items : []
        const items = added.map((item) => ({ type: 'item_added' as const, payload: { item } }))
        const pays = body.status === 'paid' && state.items.length + items.length > 0
        return pays ? [...items, { type: 'paid', payload: {} }] : items
      },
      'DELETE /:id': () => ({ type: 'archived', payload: {} }),
    },
  })
}
