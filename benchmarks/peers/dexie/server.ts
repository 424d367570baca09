// POST /events/batch and GET /events/since on one table.
import { createRest, serveRest } from '../serve-rest.ts'
import type { StoredEvent } from './event.ts'

const { app, pool } = createRest()
await pool.query(`
  create table events (seq bigserial unique, id text primary key, order_id text not null, at bigint not null, change jsonb not null);
  create index on events (order_id)`)

app.post('/events/batch', async (context) => {
  const { events } = await context.req.json<{ events: StoredEvent[] }>()
  await pool.query(
    `insert into events (id, order_id, at, change)
     select * from unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[]) on conflict (id) do nothing`,
    [
      events.map(({ id }) => id),
      events.map(({ order_id }) => order_id),
      events.map(({ at }) => at),
      events.map(({ change }) => JSON.stringify(change)),
    ],
  )
  return context.json({ accepted: events.map(({ id }) => id) })
})

app.get('/events/since', async (context) => {
  const { rows } = await pool.query(
    'select seq::int, id, order_id, at::float8, change from events where seq > $1 order by seq limit 1000',
    [context.req.query('after')],
  )
  return context.json({ events: rows })
})

serveRest(app)
