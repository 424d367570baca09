import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { applyChange, newOrder, type Order } from '../order.ts'
import type { ReadStored } from '../peer.ts'

const OBJECTS = 'objects/sync'
const TABLES = `select name from sqlite_schema where type = 'table' and name like 'eventlog%'`

/** From the events in the SQLite of each store's Durable Object, folded. */
export const readStored: ReadStored = async ({ folder }, ids) => {
  const files = await readdir(join(folder, OBJECTS))
  const orders = new Map<string, Order>()
  const wanted = new Set(ids)
  for (const file of files.filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')) {
    for (const { name, args } of eventsIn(join(folder, OBJECTS, file))) {
      const { id, ...payload } = JSON.parse(String(args))
      if (!wanted.has(id)) continue
      const order = orders.get(id) ?? newOrder(0)
      const type = String(name).replace('v1.', '')
      orders.set(id, type === 'created' ? { ...order, ...payload } : applyChange(order, { type, ...payload }))
    }
  }
  return orders
}

/** In their order. */
function eventsIn(file: string): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const tables = database.prepare(TABLES).all()
    return tables.flatMap(({ name }) => database.prepare(`select name, args from "${name}" order by seqNum`).all())
  } finally {
    database.close()
  }
}
