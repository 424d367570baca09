import { type DocumentAddress, defineEntity, type Entity, type EventRecord, eventsOf } from '@docket/core'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { migratedPool } from '../../test/migrated-pool.ts'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { readDocument } from '../hocuspocus/read-document.ts'
import type { DocumentCommit } from '../ledger/commit.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { People } from '../ledger/people.ts'
import { entityRow } from '../ledger/read-entities.ts'
import { erasePersonalValues, eraseUser } from './erase.ts'

const visit = defineEntity('visit', {
  initial: { guests: [] as string[], by: [] as (string | null)[] },
  events: {
    came: {
      payload: z.object({ guest: z.string(), table: z.number() }),
      personal: { guest: 'a guest' },
      evolve: (state, { guest }, { by }) => ({ guests: [...state.guests, guest], by: [...state.by, by] }),
    },
  },
  summary: ({ guests }) => ({ last: guests.at(-1) ?? null }),
})
const entities: ReadonlyMap<string, Entity> = new Map([['visit', visit]])
const pool = await migratedPool()

const address = (tenant: string, id: string): DocumentAddress => ({ tenant, entity: 'visit', id })
const reason = (tenant: string) => ({ tenant, by: 'the office', reason: 'asked by letter', at: 1, entities })

/** A visit by two users, as a till writes it. */
function visitOf(at: DocumentAddress, ...events: EventRecord[]): DocumentCommit {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const event of events) eventsOf(doc).push([event])
  return sampleCommit(at, {
    events: events.map((event) => ({ ...accepted(event), personal: ['guest'] })),
    updates,
    readModel: { state: {}, summary: {} },
  })
}
const came = (by: string, guest: string): EventRecord => sampleEvent({ type: 'came', by, payload: { guest, table: 5 } })

/** All that the database holds, as text. */
async function everything(): Promise<string> {
  const tables = ['audit_events', 'people', 'snapshots', 'updates', 'entities', 'tenants']
  const texts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await pool.query<{ text: string }>(
        `select encode(convert_to(t::text, 'UTF8'), 'escape') as text from docket.${table} as t`,
      )
      return rows.map(({ text }) => text).join('\n')
    }),
  )
  return texts.join('\n')
}
const hex = (text: string): string => Buffer.from(text).toString('hex')

test('[AUD3] who is erased is nowhere any more, everybody else is, and the chain is whole', async () => {
  const people = new People()
  const tenant = 'erased'
  await commitGroup(
    pool,
    [
      visitOf(address(tenant, 'a'), came('annabel', 'Mrs Smith'), came('bertram', 'Mr Jones')),
      visitOf(address(tenant, 'b'), came('bertram', 'Mr Brown')),
      visitOf(address('other', 'a'), came('annabel', 'Ms Other')),
    ],
    people,
  )
  expect(await eraseUser(pool, 'annabel', reason(tenant))).toBe(1)
  expect(await flawsOfChain(pool, tenant)).toEqual([])
  const { doc } = await readDocument(pool, address(tenant, 'a'))
  const [first, second] = eventsOf(doc).toArray()
  expect(first?.by).toMatch(/^~[0-9a-f]{64}$/)
  expect(second?.by).toBe('bertram')
  const row = await entityRow(pool, { tenant, entityType: 'visit', entityId: 'a' })
  expect(row?.state).toEqual({ guests: ['Mrs Smith', 'Mr Jones'], by: [first?.by, 'bertram'] })
  // The other tenant's user of the same name is another person.
  expect((await readDocument(pool, address('other', 'a'))).doc.getArray<EventRecord>('events').get(0).by).toBe(
    'annabel',
  )
  const { rows } = await pool.query(
    "select payload, submitted_by from docket.audit_events where tenant_id = $1 and event_type = '$tenant.erased'",
    [tenant],
  )
  expect(rows).toEqual([
    { payload: { user: first?.by, documents: 1, reason: 'asked by letter' }, submitted_by: 'the office' },
  ])
  await expect(eraseUser(pool, 'annabel', reason(tenant))).rejects.toMatchObject({ code: 'not_found' })

  // A server that still knows the old commitment is told, and a user of that name is a new one.
  const again = visitOf(address(tenant, 'c'), came('annabel', 'Mr New'))
  await expect(commitGroup(pool, [again], people)).rejects.toMatchObject({ code: 'DK001' })
  await commitGroup(pool, [again], people)
  expect(await flawsOfChain(pool, tenant)).toEqual([])
  const { rows: commitments } = await pool.query('select commitment from docket.people where tenant_id = $1', [tenant])
  expect(new Set(commitments.map(({ commitment }) => String(commitment))).size).toBe(commitments.length)
})

test('[AUD3] personal values of a payload are erased everywhere, and the chain is whole', async () => {
  const at = address('guests', 'a')
  await commitGroup(pool, [visitOf(at, came('ann', 'Archibald'), came('ann', 'Bartholomew'))])
  await commitGroup(pool, [visitOf(address('guests', 'b'), came('ann', 'Cornelius'))])
  const before = await everything()
  for (const name of ['Archibald', 'Bartholomew'])
    expect(before.includes(name) || before.includes(hex(name))).toBe(true)
  expect(await erasePersonalValues(pool, at, reason('guests'))).toBe(2)
  const after = await everything()
  for (const name of ['Archibald', 'Bartholomew']) {
    expect(after).not.toContain(name)
    expect(after).not.toContain(hex(name))
  }
  expect(after.includes('Cornelius') || after.includes(hex('Cornelius'))).toBe(true)
  expect(await flawsOfChain(pool, 'guests')).toEqual([])
  const { doc } = await readDocument(pool, at)
  expect(
    eventsOf(doc)
      .toArray()
      .map(({ payload }) => payload),
  ).toEqual([
    { guest: 'a guest', table: 5 },
    { guest: 'a guest', table: 5 },
  ])
  expect((await entityRow(pool, { tenant: 'guests', entityType: 'visit', entityId: 'a' }))?.summary).toEqual({
    last: 'a guest',
  })
  await expect(erasePersonalValues(pool, at, reason('guests'))).rejects.toMatchObject({ code: 'not_found' })
})

test('[AUD3] an erasure that fails has erased nothing', async () => {
  await commitGroup(pool, [visitOf(address('half', 'a'), came('ann', 'Mrs Smith'))])
  const before = await everything()
  const failing = eraseUser(pool, 'ann', { ...reason('half'), entities: new Map() })
  await expect(failing).rejects.toMatchObject({ code: 'entity_unknown' })
  expect(await everything()).toBe(before)
})
