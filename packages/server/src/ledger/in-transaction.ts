import type { Pool } from 'pg'
import type { Queryable } from './queryable.ts'

/** What a transaction needs of pg's Pool. */
export type TransactionPool = Pick<Pool, 'connect'>

/** Does the work in one transaction: all of it or nothing. */
export async function inTransaction<T>(pool: TransactionPool, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    // The connection may be what failed.
    await client.query('rollback').then(
      () => client.release(),
      (broken: Error) => client.release(broken),
    )
    throw error
  }
}
