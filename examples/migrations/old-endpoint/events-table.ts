import { Hono } from 'hono'
import type pg from 'pg'

interface SentEvent {
  readonly id: string
  readonly entity_id: string
  readonly event_type: string
  readonly payload: { readonly item?: { readonly quantity: number } }
  readonly timestamp: string
}

const CREATE_EVENTS = `
  create table if not exists events (
    seq serial primary key,
    event_id text unique not null,
    entity_id text not null,
    event_type text not null,
    payload jsonb not null,
    occurred_at text not null
  )`

/** What people with an event store have today: a table of events, and a route that takes a batch of them. */
export async function oldBatches(db: pg.Pool): Promise<Hono> {
  await db.query(CREATE_EVENTS)
  const app = new Hono()

  app.post('/v1/events/batch', async (c) => {
    const { events } = await c.req.json<{ events: SentEvent[] }>()
    const refused = events.filter(({ payload }) => (payload.item?.quantity ?? 0) > 100)
    for (const { id, entity_id, event_type, payload, timestamp } of events) {
      if (refused.some((one) => one.id === id)) continue
      await db.query(
        'insert into events (event_id, entity_id, event_type, payload, occurred_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
        [id, entity_id, event_type, payload, timestamp],
      )
    }
    return c.json({ rejected: refused.map(({ id }) => ({ id, reason: 'ask the kitchen first' })) })
  })

  app.get('/v1/events/since', async (c) => {
    const after = Number(c.req.query('after'))
    const { rows } = await db.query('select * from events where seq > $1 order by seq limit 500', [after])
    return c.json({ events: rows, next: rows.at(-1)?.seq ?? after })
  })

  return app
}
