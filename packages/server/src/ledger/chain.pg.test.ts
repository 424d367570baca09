import { type DocumentAddress, nextEventId } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { createRandom, type Random } from '../../test/random.ts'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import type { DocumentCommit, JudgedEvent } from './commit.ts'
import { commitGroup } from './commit-group.ts'
import { migrate } from './migrate.ts'
import { People } from './people.ts'
import { createPool } from './pool.ts'

const { url } = await createTestDatabase()
let pool: Pool

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
})
afterAll(() => pool.end())

const address = (tenant: string, id: string): DocumentAddress => ({ tenant, entity: 'order', id })

test('[AUD2] every record is linked to that of its tenant and that of its document before it, whoever commits', async () => {
  const tenants = ['ann', 'bob', 'cleo']
  const writer = async ({ pick, int, chance }: Random): Promise<void> => {
    const people = new People()
    for (let round = 0; round < 12; round++) {
      const group = Array.from({ length: 1 + int(8) }, (): DocumentCommit => {
        const events = Array.from({ length: int(4) }, () => accepted(sampleEvent({ by: pick(['u', 'v']) })))
        return sampleCommit(address(pick(tenants), pick(['a', 'b', 'c'])), {
          events,
          readModel: chance(0.5) ? { state: {}, summary: {} } : undefined,
        })
      })
      await commitGroup(pool, group, people)
    }
  }
  await Promise.all([1, 2, 3].map((seed) => writer(createRandom(seed))))
  for (const tenant of tenants) expect(await flawsOfChain(pool, tenant)).toEqual([])
  const { rows } = await pool.query<{ whole: boolean }>(`
    select t.head = e.hash as whole from docket.tenants t
    left join docket.audit_events e on e.tenant_id = t.tenant_id and e.seq = t.seq`)
  expect(rows).toEqual([{ whole: true }, { whole: true }, { whole: true }])
})

test('[AUD2] an edit of a record that bypasses the triggers is seen in the chain', async () => {
  await commitGroup(pool, [sampleCommit(address('edited', 'a'), { events: [accepted(), accepted(), accepted()] })])
  expect(await flawsOfChain(pool, 'edited')).toEqual([])
  await pool.query(`begin; set local session_replication_role = replica; alter table docket.audit_events disable trigger all;
    update docket.audit_events set payload = '{"total":1}' where tenant_id = 'edited' and seq = 2;
    alter table docket.audit_events enable always trigger append_only;
    alter table docket.audit_events enable always trigger erasure_only; commit`)
  expect(await flawsOfChain(pool, 'edited')).toEqual(['content of 2', 'hash of 2'])
})

test('[AUD3] personal values of a payload are under the hash as commitments, and in the row as they are', async () => {
  const judged: JudgedEvent = {
    ...accepted(sampleEvent({ payload: { guest: 'Mrs Smith', 'a/b~c': 1, table: 5 } })),
    personal: ['guest', 'a/b~c', 'absent'],
  }
  await commitGroup(pool, [sampleCommit(address('personal', 'a'), { events: [judged] })])
  const { rows } = await pool.query(
    "select payload, personal, length(salt) as salt from docket.audit_events where tenant_id = 'personal'",
  )
  expect(rows).toEqual([
    {
      payload: judged.event.payload,
      personal: { '/guest': expect.stringMatching(/^[0-9a-f]{64}$/), '/a~1b~0c': expect.any(String) },
      salt: 16,
    },
  ])
  expect(await flawsOfChain(pool, 'personal')).toEqual([])
})

test('[AUD2] the reason of a rejection is hashed as it is stored', async () => {
  const rejection = { code: 'broken\0code', reason: 'half \ud83d of a pair' }
  await commitGroup(pool, [sampleCommit(address('reasons', 'a'), { events: [{ ...accepted(), rejection }] })])
  expect(await flawsOfChain(pool, 'reasons')).toEqual([])
})

test('[COM2] a month without a partition gets one, and nothing is lost', async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'docket.audit_events'::regclass`,
  )
  const { url: fresh } = await createTestDatabase()
  await migrate(fresh)
  const db = await createPool(fresh)
  try {
    for (const { name } of rows) await db.query(`drop table ${name}`)
    const commit = sampleCommit(address('months', 'a'), {
      events: [accepted(sampleEvent({ id: nextEventId(undefined, 1) }))],
    })
    await expect(commitGroup(db, [commit])).rejects.toThrow('no partition')
    expect(await commitGroup(db, [commit])).toMatchObject([{ seq: 1 }])
  } finally {
    await db.end()
  }
})
