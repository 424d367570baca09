import pg from 'pg'
import type { ReadStored } from '../peer.ts'
import { foldEvents, type StoredEvent } from './event.ts'

export const readStored: ReadStored = async ({ databaseUrl }, ids) => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query<StoredEvent>(
      'select id, order_id, at::float8, change from events where order_id = any($1)',
      [ids],
    )
    const byOrder = Map.groupBy(rows, ({ order_id }) => order_id)
    return new Map([...byOrder].map(([id, events]) => [id, foldEvents(events)]))
  } finally {
    await client.end()
  }
}
