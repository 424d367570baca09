import pg from 'pg'
import { applyChange, newOrder, type Order } from '../order.ts'
import type { ReadStored } from '../peer.ts'

/** From the ledger alone: every event, folded. */
export const readStored: ReadStored = async ({ databaseUrl }, ids) => {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query(
      'select entity_id, event_type, payload from docket.audit_events where entity_id = any($1) order by event_id',
      [ids],
    )
    const orders = new Map<string, Order>()
    for (const { entity_id, event_type, payload } of rows) {
      const order = orders.get(entity_id) ?? newOrder(0)
      const type = event_type.replace('order.', '')
      const next = type === 'created' ? { ...order, ...payload } : applyChange(order, { type, ...payload })
      orders.set(entity_id, next)
    }
    return orders
  } finally {
    await client.end()
  }
}
