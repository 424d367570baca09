// Hocuspocus with its own way to store: the whole document, some time after it was acknowledged. Prints its port.
import { Database } from '@hocuspocus/extension-database'
import { Server } from '@hocuspocus/server'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', () => undefined)
await pool.query('create table if not exists stock_documents (name text primary key, data bytea not null)')
const server = new Server({
  port: 0,
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => {
        const { rows } = await pool.query('select data from stock_documents where name = $1', [documentName])
        return rows[0]?.data ?? null
      },
      store: async ({ documentName, state }) => {
        await pool.query(
          'insert into stock_documents values ($1, $2) on conflict (name) do update set data = excluded.data',
          [documentName, state],
        )
      },
    }),
  ],
})
await server.listen()
console.log(JSON.stringify({ port: server.address.port }))
