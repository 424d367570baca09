import { createTestDatabase } from '@docket/test-support/database'
import { expect, test } from 'vitest'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import { commitGroup } from './commit-group.ts'
import { migrate, requireMigrated } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'
import { createPool } from './pool.ts'

test('several processes may migrate an empty database at once; afterwards there is nothing to do', async () => {
  const { url } = await createTestDatabase()
  const done = await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(done.flat().toSorted()).toEqual(Object.keys(migrations))
  expect(await migrate(url)).toEqual([])
})

test('who only reads is told to migrate first', async () => {
  const { url } = await createTestDatabase()
  const pool = await createPool(url)
  await expect(requireMigrated(pool)).rejects.toMatchObject({ code: 'database_older' })
  await migrate(pool)
  await requireMigrated(pool)
  await pool.end()
})

test('a database that a newer version has migrated is refused', async () => {
  const { url } = await createTestDatabase()
  await migrate(url, { ...migrations, '9999-tomorrow': { up: () => Promise.resolve() } })
  await expect(migrate(url)).rejects.toMatchObject({
    code: 'database_newer',
    message: expect.stringContaining('9999-tomorrow'),
  })
})

test('[LOG2] the ledger refuses UPDATE, DELETE and TRUNCATE, of no row and in a replica too', async () => {
  const { url } = await createTestDatabase()
  await migrate(url)
  const pool = await createPool(url, { max: 1 })
  const only = accepted()
  await commitGroup(pool, [sampleCommit({ tenant: 'demo', entity: 'order', id: 'a' }, { events: [only] })])
  const refused = { code: '23001', message: expect.stringContaining('append-only') }
  for (const setting of ['origin', 'replica']) {
    await pool.query(`set session_replication_role = ${setting}`)
    await expect(pool.query(`update docket.audit_events set actor_id = 'eve'`)).rejects.toMatchObject(refused)
    await expect(pool.query(`update docket.audit_events set hash = null where false`)).rejects.toMatchObject(refused)
    await expect(pool.query('delete from docket.audit_events')).rejects.toMatchObject(refused)
    await expect(pool.query('truncate docket.audit_events')).rejects.toMatchObject(refused)
    await expect(
      pool.query(`
        insert into docket.audit_events select * from docket.audit_events
        on conflict (tenant_id, seq) do update set actor_id = 'eve'`),
    ).rejects.toMatchObject(refused)
  }
  const { rows } = await pool.query('select event_id, actor_id from docket.audit_events')
  expect(rows).toEqual([{ event_id: only.event.id, actor_id: only.event.by }])
  await pool.end()
})
