import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { seedDocument } from '../../test/seed-document.ts'
import { testSealing } from '../../test/trail/fill-ledger.ts'
import { exportEntity } from '../audit/bundle/export-bundle.ts'
import { verifyBundleFile } from '../audit/verify/verify-bundle.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'
import { type Sealing, sealChain } from '../evidence/seal-chain.ts'
import { readDocument } from '../hocuspocus/read-document.ts'
import { archivedUpTo } from '../ledger/archive.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { eventsSince } from '../ledger/read-events.ts'
import { type Archiving, archiveMonths } from './archive-months.ts'

const { url } = await createTestDatabase()
let pool: Pool
let sealing: Sealing
let folder: string

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  sealing = await testSealing(pool)
  folder = await mkdtemp(join(tmpdir(), 'docket-archive-'))
})
afterAll(async () => {
  await pool.end()
  await rm(folder, { recursive: true })
})

const archiving = (): Archiving => ({
  db: pool,
  pool,
  signer: sealing.signer,
  seal: (tenant) => sealChain(sealing, tenant),
  entities: new Map(),
  nowMs: Date.now(),
  folder,
  by: 'the office',
})
const address = (tenant: string, id: string) => ({ tenant, entity: 'list', id })
/** Lets the database believe that it is another time: what is recorded now stands in another month. */
async function recordedAt(time: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await pool.query<{ definition: string }>(
    `select pg_get_functiondef('docket.chain'::regproc) as definition`,
  )
  const definition = rows[0]?.definition ?? ''
  await pool.query(definition.replace('clock_timestamp()', `timestamptz '${time}'`))
  await pool.query('select docket.ensure_partitions($1, $1)', [time])
  await work()
  await pool.query(definition)
}

test('[AUD9] months leave the ledger as bundles that are whole, and what is left is whole too', async () => {
  let first = new Y.Doc()
  await recordedAt('2016-01-20T12:00:00Z', async () => {
    first = await seedDocument(pool, address('demo', 'both'), { events: 30 })
    await seedDocument(pool, address('demo', 'old'), { events: 10 })
    await seedDocument(pool, address('other', 'old'), { events: 5 })
  })
  await recordedAt('2016-02-03T12:00:00Z', async () => {
    await seedDocument(pool, address('demo', 'both'), { events: 7, doc: first })
  })
  await seedDocument(pool, address('demo', 'both'), { events: 3, doc: first })
  await seedDocument(pool, address('other', 'new'), { events: 2 })

  const files = await archiveMonths(archiving(), Date.UTC(2016, 1, 15))
  expect(files).toMatchObject([
    { tenant: 'demo', month: '2016-01', firstSeq: 1, lastSeq: 40, records: 40 },
    { tenant: 'other', month: '2016-01', firstSeq: 1, lastSeq: 5, records: 5 },
  ])
  expect(await readdir(folder)).toEqual(['demo-2016-01-audit.zip', 'other-2016-01-audit.zip'])
  for (const { file, records } of files) expect(await verifyBundleFile(file)).toMatchObject({ whole: true, records })

  const archived = await archivedUpTo(pool, 'other')
  expect(archived).toMatchObject({ seq: 5 })
  expect(await verifyLedger(pool, { tenant: 'other', archived })).toMatchObject({ whole: true, first_bad: null })
  expect(await verifyLedger(pool, { tenant: 'other' })).toMatchObject({ whole: false })
  const { events } = await eventsSince(pool, { tenant: 'other', after: 0, limit: 10 })
  expect(events.map(({ seq, event }) => [seq, event.type])).toEqual([
    [6, 'added'],
    [7, 'added'],
    [8, 'archived'],
  ])

  const { events: known, doc } = await readDocument(pool, address('demo', 'both'))
  expect([known, doc.getArray('events').length]).toEqual([40, 40])
  await seedDocument(pool, address('demo', 'both'), { events: 2, doc: first })
  expect((await readDocument(pool, address('demo', 'both'))).events).toBe(42)
  await expect(
    exportEntity(archiving(), { tenant: 'demo', entityType: 'list', entityId: 'old' }),
  ).rejects.toMatchObject({ code: 'archived' })
  expect(await archiveMonths(archiving(), Date.UTC(2016, 1, 15))).toEqual([])
  const { rows } = await pool.query('select count(*)::int as n from docket.archived_2016_01')
  expect(rows).toEqual([{ n: 45 }])
})

test('[AUD9] a month that was changed by somebody stays where it is', async () => {
  await recordedAt('2015-05-05T12:00:00Z', async () => {
    await seedDocument(pool, address('changed', 'a'), { events: 5 })
  })
  await pool.query(`
    set session_replication_role = replica; alter table docket.audit_events disable trigger all;
    update docket.audit_events set payload = '{"n":99}' where tenant_id = 'changed' and seq = 3`)
  await expect(archiveMonths(archiving(), Date.UTC(2015, 6, 1))).rejects.toMatchObject({ code: 'archive_failed' })
  const { events } = await eventsSince(pool, { tenant: 'changed', after: 0, limit: 10 })
  expect(events).toHaveLength(5)
  expect(await archivedUpTo(pool, 'changed')).toBeUndefined()
})
