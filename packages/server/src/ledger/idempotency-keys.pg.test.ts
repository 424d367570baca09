import { expect, test } from 'vitest'
import { migratedPool } from '../../test/migrated-pool.ts'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import type { JudgedEvent } from './commit.ts'
import { commitGroup } from './commit-group.ts'
import { Committer } from './committer.ts'
import { eventsByKey, IdempotencyKeyTakenError } from './idempotency-keys.ts'

const pool = await migratedPool()

const keyed = (idempotencyKey: string): JudgedEvent => ({ ...accepted(), idempotencyKey })
const address = (tenant: string, id = 'a') => ({ tenant, entity: 'order', id })

test('[HTTP2] a key belongs to one event of its tenant, and is committed with it', async () => {
  const first = keyed('till 1: 7')
  await commitGroup(pool, [sampleCommit(address('one'), { events: [first, accepted()] })])
  expect(await eventsByKey(pool, 'one', ['till 1: 7', 'other'])).toEqual(
    new Map([['till 1: 7', { eventId: first.event.id, event: expect.objectContaining({ seq: 1, entityId: 'a' }) }]]),
  )
  const again = commitGroup(pool, [
    sampleCommit(address('one', 'b'), { events: [accepted()] }),
    sampleCommit(address('one', 'c'), { events: [keyed('till 1: 7')] }),
  ])
  await expect(again).rejects.toBeInstanceOf(IdempotencyKeyTakenError)
  const { rows } = await pool.query(`select entity_id from docket.audit_events where tenant_id = 'one'`)
  expect(rows).toEqual([{ entity_id: 'a' }, { entity_id: 'a' }])
})

test('[TEN1] a key of one tenant says nothing to another', async () => {
  await commitGroup(pool, [sampleCommit(address('mine'), { events: [keyed('k')] })])
  expect(await eventsByKey(pool, 'other', ['k'])).toEqual(new Map())
  await commitGroup(pool, [sampleCommit(address('other'), { events: [keyed('k')] })])
})

test('[HTTP2] of two committers with one key one commits, the other is told, and what is beside it goes in', async () => {
  // They have their own connections, as two nodes have; who is first is for Postgres to say.
  const [one, two] = [new Committer(pool), new Committer(pool)]
  for (let round = 0; round < 20; round++) {
    const key = `race-${round}`
    const commit = (committer: Committer, id: string, event: JudgedEvent) => {
      const address = { tenant: 'race', entity: 'order', id: `${id}-${round}` }
      return committer.commit({ address, take: () => sampleCommit(address, { events: [event] }) })
    }
    const [first, second, beside] = await Promise.allSettled([
      commit(one, 'a', keyed(key)),
      commit(two, 'b', keyed(key)),
      commit(two, 'c', accepted()),
    ])
    const failures = [first, second].flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(failures).toEqual([expect.any(IdempotencyKeyTakenError)])
    expect(beside.status).toBe('fulfilled')
  }
  const { rows } = await pool.query(
    `select max(seq)::int as newest, count(*)::int as events from docket.audit_events where tenant_id = 'race'`,
  )
  expect(rows).toEqual([{ newest: 40, events: 40 }])
  await Promise.all([one.close(), two.close()])
})

test('[COM1] a group that is sent again because its answer got lost is in once, keys and all', async () => {
  const address = { tenant: 'lost', entity: 'order', id: 'a' }
  const commit = sampleCommit(address, { events: [keyed('k')] })
  let loses = true
  const committer = new Committer({
    query: async (config) => {
      const result = await pool.query(config)
      if (!loses || !String(config.name).includes('commit-group')) return result
      loses = false
      throw new Error('the answer got lost')
    },
  })
  expect(await committer.commit({ address, take: () => commit })).toMatchObject({ seq: 1 })
  const { rows } = await pool.query(`select count(*)::int as n from docket.audit_events where tenant_id = 'lost'`)
  expect(rows).toEqual([{ n: 1 }])
  await committer.close()
})
