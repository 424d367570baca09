import pg from 'pg'
import type { ReadStored } from '../peer.ts'
import { type OrderDocument, readOrder } from './order-document.ts'

export const readStored: ReadStored = async ({ databaseUrl }, ids) => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query<{ doc: OrderDocument }>('select doc from orders where id = any($1)', [ids])
    return new Map(rows.map(({ doc }) => [doc.id, readOrder(doc)]))
  } finally {
    await client.end()
  }
}
