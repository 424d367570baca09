import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from './database.ts'

const one = await createTestDatabase()
const other = await createTestDatabase()

test('each database is empty and on its own', async () => {
  await query(one.url, 'CREATE TABLE here (id int)')
  await expect(query(other.url, 'SELECT * FROM here')).rejects.toMatchObject({ code: '42P01' })
})

test('a dropped database is gone, even while somebody is connected', async () => {
  const client = new pg.Client({ connectionString: other.url })
  client.on('error', () => undefined)
  await client.connect()
  await other.drop()
  await expect(query(other.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
