import pg from 'pg'
import type { ReadStored } from '../peer.ts'
import type { OrderRow } from './order-row.ts'

export const readStored: ReadStored = async ({ databaseUrl }, ids) => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query<{ doc: OrderRow }>('select doc from orders where id = any($1)', [ids])
    return new Map(rows.map(({ doc }) => [doc.id, doc]))
  } finally {
    await client.end()
  }
}
