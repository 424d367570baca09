// A REST server: all orders, and changes that are applied once, whatever order they come in.
import { applyChange, type Change, newOrder } from '../order.ts'
import { createRest, serveRest } from '../serve-rest.ts'

type Posted = { readonly id: string; readonly idempotencyKey: string } & (
  | { readonly change: Change }
  | { readonly table_number: number }
)

const { app, pool } = createRest()
await pool.query(`
  create table orders (id text primary key, doc jsonb not null);
  create table done (key text primary key)`)

app.get('/orders', async (context) => {
  const { rows } = await pool.query('select doc from orders')
  return context.json(rows.map(({ doc }) => doc))
})

app.post('/changes', async (context) => {
  const posted = await context.req.json<Posted>()
  const client = await pool.connect()
  try {
    await client.query('begin')
    const { rowCount } = await client.query('insert into done (key) values ($1) on conflict do nothing', [
      posted.idempotencyKey,
    ])
    const { rows } = await client.query('select doc from orders where id = $1 for update', [posted.id])
    const before = rows[0]?.doc ?? { id: posted.id, ...newOrder(0) }
    const after =
      'change' in posted ? applyChange(before, posted.change) : { ...before, table_number: posted.table_number }
    const doc = rowCount === 0 ? before : after
    await client.query(
      'insert into orders (id, doc) values ($1, $2) on conflict (id) do update set doc = excluded.doc',
      [posted.id, doc],
    )
    await client.query('commit')
    return context.json(doc)
  } finally {
    client.release()
  }
})

serveRest(app)
