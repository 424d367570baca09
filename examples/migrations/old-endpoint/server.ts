import { Hono } from 'hono'
import type pg from 'pg'
import { CREATE_ORDERS, findOrder, type OldItem, type OldOrder } from './orders-table.ts'

/** What people have today: a table, and routes that change its rows. */
export async function oldEndpoint(db: pg.Pool): Promise<Hono> {
  await db.query(CREATE_ORDERS)
  const app = new Hono()

  app.get('/orders', async (c) => {
    const { rows } = await db.query<OldOrder>(
      'select * from orders where $1::text is null or status = $1 order by table_number',
      [c.req.query('status') ?? null],
    )
    return c.json(rows)
  })

  app.get('/orders/:id', async (c) => {
    const order = await findOrder(db, c.req.param('id'))
    return order === undefined ? c.json({ message: 'there is no such order' }, 404) : c.json(order)
  })

  app.post('/orders', async (c) => {
    const { id, table_number } = await c.req.json<OldOrder>()
    await db.query('insert into orders (id, table_number) values ($1, $2) on conflict do nothing', [id, table_number])
    return c.json(await findOrder(db, id), 201)
  })

  app.post('/orders/:id/items', async (c) => {
    const id = c.req.param('id')
    const item = await c.req.json<OldItem>()
    const order = await findOrder(db, id)
    if (order === undefined) return c.json({ message: 'there is no such order' }, 404)
    if (order.status !== 'open') return c.json({ message: `the order is ${order.status}` }, 409)
    if (item.quantity > 100) return c.json({ message: 'ask the kitchen first' }, 422)
    await db.query(
      `update orders set items = items || $2::jsonb
       where id = $1 and not items @> jsonb_build_array(jsonb_build_object('id', $3::text))`,
      [id, JSON.stringify([item]), item.id],
    )
    return c.json(await findOrder(db, id))
  })

  app.patch('/orders/:id', async (c) => {
    const { status } = await c.req.json<OldOrder>()
    await db.query('update orders set status = $2 where id = $1', [c.req.param('id'), status])
    return c.json(await findOrder(db, c.req.param('id')))
  })

  return app
}
