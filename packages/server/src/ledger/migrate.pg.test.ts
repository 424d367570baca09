import { createTestDatabase } from '@docket/test-support/database'
import { expect, test } from 'vitest'
import { flawsOfChain } from '../../test/ledger-records.ts'
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
  const { rows: partitions } = await pool.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'docket.audit_events'::regclass`,
  )
  expect(partitions).toHaveLength(3)
  for (const setting of ['origin', 'replica']) {
    await pool.query(`set session_replication_role = ${setting}`)
    await expect(pool.query(`update docket.audit_events set actor_id = 'eve'`)).rejects.toMatchObject(refused)
    await expect(pool.query(`update docket.audit_events set hash = null where false`)).rejects.toMatchObject(refused)
    await expect(pool.query('delete from docket.audit_events')).rejects.toMatchObject(refused)
    await expect(pool.query('truncate docket.audit_events')).rejects.toMatchObject(refused)
    await expect(
      pool.query(`
        insert into docket.audit_events select * from docket.audit_events
        on conflict (tenant_id, seq, recorded_at) do update set actor_id = 'eve'`),
    ).rejects.toMatchObject(refused)
    for (const { name } of partitions) {
      await expect(pool.query(`update ${name} set actor_id = 'eve' where false`)).rejects.toMatchObject(refused)
      await expect(pool.query(`delete from ${name}`)).rejects.toMatchObject(refused)
      await expect(pool.query(`truncate ${name}`)).rejects.toMatchObject(refused)
    }
    await pool.query(`set docket.erasing = 'on'`)
    await expect(pool.query(`update docket.audit_events set seq = 2`)).rejects.toMatchObject(refused)
    await expect(pool.query(`update docket.audit_events set actor_id = 'eve'`)).rejects.toMatchObject(refused)
    await pool.query(`set docket.erasing = 'off'`)
  }
  const { rows } = await pool.query('select event_id, actor_id from docket.audit_events')
  expect(rows).toEqual([{ event_id: only.event.id, actor_id: only.event.by }])
  await pool.end()
})

test('[AUD2] what was committed before there was a chain is linked into it', async () => {
  const { url } = await createTestDatabase()
  const before = Object.entries(migrations).filter(([name]) => name < '0003')
  await migrate(url, Object.fromEntries(before))
  const pool = await createPool(url)
  await pool.query(`
    insert into docket.tenants values ('demo', 3), ('other', 1);
    insert into docket.audit_events
    select tenant, seq, gen_random_uuid(), 'order.noted', 'order', id, '{"b":1,"a":[0.1,"ö"]}', 1, 5, now(), null, now(),
      case seq when 2 then null else 'ann' end, 'till', 'till', null,
      case seq when 3 then 'rejected' else 'accepted' end, case seq when 3 then 'code' end, case seq when 3 then 'why' end
    from (values ('demo', 1, 'a'), ('demo', 2, 'b'), ('demo', 3, 'a'), ('other', 1, 'a')) as e(tenant, seq, id);
    insert into docket.entities select 'demo', 'order', id, '{}', '{}', 3, now(), now() from (values ('a'), ('b')) as e(id)`)
  await migrate(url)
  const chained = async (): Promise<void> => {
    expect(await flawsOfChain(pool, 'demo')).toEqual([])
    expect(await flawsOfChain(pool, 'other')).toEqual([])
  }
  await chained()
  const more = ['a', 'b', 'c'].map((id) => sampleCommit({ tenant: 'demo', entity: 'order', id }))
  expect(await commitGroup(pool, more)).toMatchObject([{ seq: 4 }, { seq: 5 }, { seq: 6 }])
  await chained()
  await pool.end()
})
