import { expect, test } from 'vitest'
import { migratedPool } from '../../test/migrated-pool.ts'
import { sampleCommit } from '../../test/sample-commits.ts'
import { storedUpdates } from '../../test/stored-updates.ts'
import { commitGroup } from './commit-group.ts'
import { type EntityListQuery, listEntities } from './list-entities.ts'
import { documentEvents } from './load-document.ts'
import { entityRow, summariesSince } from './read-entities.ts'
import { eventsOfEntity, eventsSince, newestSeq } from './read-events.ts'
import { recordBreach } from './record-breach.ts'

const pool = await migratedPool()

function all(tenant: string): EntityListQuery {
  return { tenant, entityType: 'order', filters: [], sort: { field: { column: 'id' }, isDescending: false }, limit: 10 }
}

function commit(tenant: string, id: string, summary: unknown, given: { entity?: string; events?: [] } = {}) {
  const { entity = 'order', ...rest } = given
  return sampleCommit({ tenant, entity, id }, { readModel: { state: { of: tenant }, summary }, ...rest })
}

test('lists entities by id and by what changed since a number', async () => {
  await commitGroup(
    pool,
    ['b', 'a', 'C', 'c'].map((id) => commit('lists', id, { no: 1 })),
  )
  await commitGroup(pool, [commit('lists', 'a', { no: 2 }), commit('lists', 't', {}, { entity: 'table' })])
  const list = async (after?: string) =>
    (
      await listEntities(pool, {
        ...all('lists'),
        after: after === undefined ? undefined : { value: after, id: after },
        limit: 3,
      })
    ).map((row) => row.entityId)
  expect(await list()).toEqual(['C', 'a', 'b'])
  expect(await list('b')).toEqual(['c'])
  const since = await summariesSince(pool, { tenant: 'lists', afterSeq: 3, limit: 10 })
  expect(since).toEqual([
    { entityType: 'order', entityId: 'c', summary: { no: 1 }, seq: 4 },
    { entityType: 'order', entityId: 'a', summary: { no: 2 }, seq: 5 },
    { entityType: 'table', entityId: 't', summary: {}, seq: 6 },
  ])
})

test('a read model that is a mere string or number is kept as such', async () => {
  for (const [id, value] of Object.entries({ text: 'open', number: 7, list: [1], nothing: null })) {
    await commitGroup(pool, [
      sampleCommit({ tenant: 'plain', entity: 'order', id }, { readModel: { state: value, summary: value } }),
    ])
    expect(await entityRow(pool, { tenant: 'plain', entityType: 'order', entityId: id })).toMatchObject({
      state: value,
      summary: value,
    })
  }
})

test('summaries of one number are not parted by the end of a page', async () => {
  await commitGroup(pool, [commit('ties', 'a', {}), commit('ties', 'b', {}, { events: [] }), commit('ties', 'c', {})])
  const first = await summariesSince(pool, { tenant: 'ties', afterSeq: 0, limit: 1 })
  expect(first.map(({ entityId, seq }) => [entityId, seq]).toSorted()).toEqual([
    ['a', 1],
    ['b', 1],
  ])
})

test('[TEN1] no reader shows one tenant anything of another, of the same document or of one that only that has', async () => {
  const ids = { mine: ['a', 'b'], theirs: ['a', 'b', 'secret'] }
  await commitGroup(
    pool,
    Object.entries(ids).flatMap(([tenant, documents]) => documents.map((id) => commit(tenant, id, { of: tenant }))),
  )
  const everything = await Promise.all(['a', 'secret'].map(readAll))
  const theirs = await eventsSince(pool, { tenant: 'theirs', after: 0, limit: 10 })
  expect(theirs.events).toHaveLength(3)
  for (const text of ['theirs', 'secret', ...theirs.events.map(({ event }) => event.id)]) {
    expect(JSON.stringify(everything)).not.toContain(text)
  }
  expect(everything.map((reads) => reads.map((read) => (Array.isArray(read) ? read.length : read && 1)))).toEqual([
    [1, 2, 2, 2, 1, 1, 1, 1],
    [undefined, 2, 2, 2, undefined, 0, 0, 0],
  ])
})

/** With every reader, what concerns tenant `mine` and its document `id`. */
async function readAll(id: string): Promise<unknown[]> {
  const key = { tenant: 'mine', entityType: 'order', entityId: id }
  const address = { tenant: 'mine', entity: 'order', id }
  return [
    await entityRow(pool, key),
    await listEntities(pool, { ...all(key.tenant), ...key }),
    await summariesSince(pool, { ...key, afterSeq: 0, limit: 10 }),
    (await eventsSince(pool, { ...key, after: 0, limit: 10 })).events,
    await newestSeq(pool, key),
    await Array.fromAsync(eventsOfEntity(pool, key)),
    await storedUpdates(pool, address),
    (await documentEvents(pool, address)).events,
  ]
}

test('keeps a breach with whatever a hostile client sent, but not at any length', async () => {
  await recordBreach(pool, {
    tenant: 'mine',
    document: `mine/order/\0${'x'.repeat(5_000)}`,
    code: 'forged_verdict',
    reason: 'half a pair \ud83d',
    submittedBy: null,
  })
  const { rows } = await pool.query<{ document: string }>('select * from docket.breaches')
  expect(rows).toMatchObject([
    { code: 'forged_verdict', reason: 'half a pair \uFFFD', tenant_id: 'mine', submitted_by: null },
  ])
  expect(rows[0]?.document).toHaveLength(2_000)
})
