import { Events, makeSchema, Schema, State } from '@livestore/livestore'
import type { Change } from '../order.ts'

const status = Schema.Literal('open', 'fired', 'served', 'paid')
const item = Schema.Struct({ id: Schema.String, name: Schema.String, price_minor: Schema.Int, quantity: Schema.Int })

export const events = {
  created: Events.synced({
    name: 'v1.created',
    schema: Schema.Struct({ id: Schema.String, table_number: Schema.Int }),
  }),
  itemAdded: Events.synced({ name: 'v1.item_added', schema: Schema.Struct({ id: Schema.String, item }) }),
  quantityChanged: Events.synced({
    name: 'v1.quantity_changed',
    schema: Schema.Struct({ id: Schema.String, item_id: Schema.String, by: Schema.Int }),
  }),
  statusChanged: Events.synced({ name: 'v1.status_changed', schema: Schema.Struct({ id: Schema.String, status }) }),
}

export function eventOf(id: string, change: Change) {
  if (change.type === 'item_added') return events.itemAdded({ id, item: change.item })
  if (change.type === 'status_changed') return events.statusChanged({ id, status: change.status })
  return events.quantityChanged({ id, item_id: change.item_id, by: change.by })
}

const { table, text, integer } = State.SQLite

export const tables = {
  orders: table({
    name: 'orders',
    columns: {
      id: text({ primaryKey: true }),
      table_number: integer(),
      status: text({ schema: status }),
      total_minor: integer(),
    },
    indexes: [{ name: 'orders_status', columns: ['status'] }],
  }),
  items: table({
    name: 'items',
    columns: {
      /** Of the order and the item: tables have no other composite key. */
      key: text({ primaryKey: true }),
      order_id: text(),
      id: text(),
      name: text(),
      price_minor: integer(),
      quantity: integer(),
    },
    indexes: [{ name: 'items_order', columns: ['order_id'] }],
  }),
}

const keyOf = (order: string, item: string): string => `${order}/${item}`

const materializers = State.SQLite.materializers(events, {
  'v1.created': ({ id, table_number }) => tables.orders.insert({ id, table_number, status: 'open', total_minor: 0 }),
  'v1.item_added': ({ id, item }) => [
    tables.items.insert({ key: keyOf(id, item.id), order_id: id, ...item }),
    {
      sql: 'update orders set total_minor = total_minor + $more where id = $id',
      bindValues: { id, more: item.quantity * item.price_minor },
      writeTables: new Set(['orders']),
    },
  ],
  'v1.quantity_changed': ({ id, item_id, by }) => [
    {
      sql: 'update items set quantity = quantity + $by where key = $key',
      bindValues: { key: keyOf(id, item_id), by },
      writeTables: new Set(['items']),
    },
    {
      sql: `update orders set total_minor = total_minor + $by * (select price_minor from items where key = $key)
            where id = $id`,
      bindValues: { id, key: keyOf(id, item_id), by },
      writeTables: new Set(['orders']),
    },
  ],
  'v1.status_changed': ({ id, status }) => tables.orders.update({ status }).where({ id }),
})

export const schema = makeSchema({ events, state: State.SQLite.makeState({ tables, materializers }) })

/** What the device tells its worker; goes to the server as well. */
export const Network = Schema.Struct({ url: Schema.String, online: Schema.Boolean })

/** The name of the channel on which a device tells its worker that the network is there. */
export const NETWORK = 'network'
