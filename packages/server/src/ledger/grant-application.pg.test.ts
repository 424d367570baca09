import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleCommit } from '../../test/sample-commits.ts'
import { createSigner, newSigningKey } from '../evidence/signing-key.ts'
import { commitGroup } from './commit-group.ts'
import { grantApplication } from './grant-application.ts'
import { addKey } from './keys.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { createPool } from './pool.ts'
import { recordBreach } from './record-breach.ts'
import { writeSnapshot } from './write-snapshot.ts'

const ROLE = 'docket app "role"'
const address = { tenant: 'demo', entity: 'order', id: 'a' }
const { url } = await createTestDatabase()
let owner: Pool
let pool: Pool
let close: () => Promise<void>

beforeAll(async () => {
  await migrate(url)
  owner = await createPool(url)
  await owner.query(`drop role if exists "docket app ""role"""`).catch(() => undefined)
  await owner.query(`create role "docket app ""role""" login password 'app'`)
  await grantApplication(owner, ROLE)
  const asRole = new URL(url)
  asRole.username = encodeURIComponent(ROLE)
  asRole.password = 'app'
  const ignore = (): void => undefined
  ;({ pool, close } = await openDatabase({ url: asRole.href, dataDir: '', log: ignore, onError: ignore }))
})
afterAll(async () => {
  await close()
  await owner.query(`drop owned by "docket app ""role"""; drop role "docket app ""role"""`)
  await owner.end()
})

test('[LOG2] a role with the rights of a server commits, and makes snapshots', async () => {
  const { rows } = await pool.query<{ name: string }>('select current_user as name')
  expect(rows).toEqual([{ name: ROLE }])
  expect(await commitGroup(pool, [sampleCommit(address, { readModel: { state: {}, summary: {} } })])).toMatchObject([
    { seq: 1 },
  ])
  expect(await commitGroup(pool, [sampleCommit(address, { readModel: { state: {}, summary: {} } })])).toMatchObject([
    { seq: 2 },
  ])
  await addKey(pool, createSigner(newSigningKey(), 'the test'))
  await recordBreach(pool, { tenant: 'demo', document: 'x', code: 'deletion', reason: 'why', submittedBy: 'ann' })
  await writeSnapshot(pool, address, { data: Uint8Array.of(0, 0), no: 1, replaces: 0, from: 0 })
})

test.each([
  "update docket.audit_events set actor_id = 'eve'",
  'delete from docket.audit_events',
  'truncate docket.audit_events',
  'delete from docket.event_ids',
  "update docket.people set user_id = 'eve'",
  "update docket.seals set signature = ''",
  'drop table docket.audit_events',
  'alter table docket.audit_events disable trigger all',
  'create table docket.mine (a int)',
  "select docket.grant_application('public')",
])('[LOG2] that role may not: %s', async (text) => {
  await expect(pool.query(text)).rejects.toMatchObject({ code: '42501' })
})

test('[LOG2] where the role has the rights, the trigger still refuses', async () => {
  await owner.query(`grant update, delete on docket.audit_events to "docket app ""role"""`)
  await expect(pool.query("update docket.audit_events set actor_id = 'eve'")).rejects.toMatchObject({ code: '23001' })
  await owner.query(`revoke update, delete on docket.audit_events from "docket app ""role"""`)
})
