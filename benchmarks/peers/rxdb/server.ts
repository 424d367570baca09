// The three routes of RxDB's HTTP replication on a table of documents.
import { isDeepStrictEqual } from 'node:util'
import { streamSSE } from 'hono/streaming'
import { createRest, serveRest } from '../serve-rest.ts'
import type { OrderDocument } from './order-document.ts'

interface PushedRow {
  readonly assumedMasterState?: OrderDocument
  readonly newDocumentState: OrderDocument
}

const { app, pool } = createRest()
await pool.query(`
  create sequence seqs;
  create table orders (id text primary key, doc jsonb not null, seq bigint not null);
  create index on orders (seq)`)
const listeners = new Set<(message: string) => void>()

app.post('/push', async (context) => {
  const rows = await context.req.json<PushedRow[]>()
  const conflicts: OrderDocument[] = []
  const documents: OrderDocument[] = []
  let seq = 0
  const client = await pool.connect()
  try {
    await client.query('begin')
    for (const { assumedMasterState: assumed, newDocumentState: doc } of rows) {
      const { rows: found } = await client.query('select doc from orders where id = $1 for update', [doc.id])
      const master = found[0]?.doc
      if (!isDeepStrictEqual(master, assumed)) {
        conflicts.push(master)
        continue
      }
      const { rows: written } = await client.query(
        `insert into orders (id, doc, seq) values ($1, $2, nextval('seqs'))
         on conflict (id) do update set doc = excluded.doc, seq = excluded.seq returning seq::int`,
        [doc.id, doc],
      )
      seq = written[0].seq
      documents.push(doc)
    }
    await client.query('commit')
  } finally {
    client.release()
  }
  const message = JSON.stringify({ documents, checkpoint: { seq } })
  if (documents.length > 0) for (const send of listeners) send(message)
  return context.json(conflicts)
})

app.get('/pull', async (context) => {
  const { after, limit } = context.req.query()
  const { rows } = await pool.query('select doc, seq::int from orders where seq > $1 order by seq limit $2', [
    after,
    limit,
  ])
  return context.json({ documents: rows.map(({ doc }) => doc), checkpoint: { seq: rows.at(-1)?.seq ?? Number(after) } })
})

app.get('/stream', (context) =>
  streamSSE(context, async (stream) => {
    const send = (data: string): void => void stream.writeSSE({ data })
    listeners.add(send)
    const { promise, resolve } = Promise.withResolvers<void>()
    stream.onAbort(resolve)
    await promise
    listeners.delete(send)
  }),
)

serveRest(app)
