import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { applyChange, newOrder, type Order } from '../order.ts'
import type { ReadStored } from '../peer.ts'

const OBJECTS = 'objects/sync'
const EVENTS = 'select name, args from eventlog_7_pos order by seqNum'

/** From the events in the Durable Object's own SQLite, folded. */
export const readStored: ReadStored = async ({ folder }, ids) => {
  const files = await readdir(join(folder, OBJECTS))
  const file = files.find((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
  const orders = new Map<string, Order>()
  if (file === undefined) return orders
  const database = new DatabaseSync(join(folder, OBJECTS, file), { readOnly: true })
  const wanted = new Set(ids)
  for (const { name, args } of database.prepare(EVENTS).all()) {
    const { id, ...payload } = JSON.parse(String(args))
    if (!wanted.has(id)) continue
    const order = orders.get(id) ?? newOrder(0)
    const type = String(name).replace('v1.', '')
    orders.set(id, type === 'created' ? { ...order, ...payload } : applyChange(order, { type, ...payload }))
  }
  database.close()
  return orders
}
