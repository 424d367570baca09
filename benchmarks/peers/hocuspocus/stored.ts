import pg from 'pg'
import * as Y from 'yjs'
import type { Order } from '../order.ts'
import type { ReadStored } from '../peer.ts'
import { readOrder } from './shared-order.ts'

export const readStored: ReadStored = async ({ databaseUrl }, ids) => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query('select name, data from stock_documents where name = any($1)', [ids])
    return new Map(rows.flatMap(({ name, data }) => orderIn(data).map((order) => [name, order] as const)))
  } finally {
    await client.end()
  }
}

function orderIn(data: Uint8Array): Order[] {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, data)
  const order = readOrder(doc)
  return order === undefined ? [] : [order]
}
