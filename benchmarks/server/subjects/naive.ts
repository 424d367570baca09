// Hocuspocus with one awaited INSERT an update before it is applied and acknowledged: safe, the simple way.
import { Server } from '@hocuspocus/server'
import pg from 'pg'

const SYNC_STEP_1 = 0
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
await pool.query(
  'create table if not exists naive_updates (no bigserial primary key, name text not null, data bytea not null)',
)
const server = new Server({
  port: 0,
  quiet: true,
  async beforeSync({ documentName, type, payload }) {
    if (type === SYNC_STEP_1) return
    await pool.query('insert into naive_updates (name, data) values ($1, $2)', [documentName, Buffer.from(payload)])
  },
})
await server.listen()
console.log(JSON.stringify({ port: server.address.port }))
