import fc from 'fast-check'
import { expect, test } from 'vitest'
import { migratedPool } from '../../test/migrated-pool.ts'
import { accepted, sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { storedUpdates } from '../../test/stored-updates.ts'
import type { JudgedEvent } from './commit.ts'
import { commitGroup } from './commit-group.ts'
import { documentEvents } from './load-document.ts'
import { eventsOfEntity, eventsSince } from './read-events.ts'

const pool = await migratedPool()

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const name = fc.string({ unit: fc.constantFrom(...'abc"\\{}, é\n'), minLength: 1, maxLength: 12 })
const number = fc.oneof(
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
)
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(text, tie('json'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const given = fc.record({
  payload: fc.dictionary(text, json, { maxKeys: 4, noNullPrototype: true }),
  v: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  at: fc.maxSafeInteger(),
  by: fc.option(name),
  device: name,
})
const optional = fc.record({ skew: fc.maxSafeInteger(), ref: fc.constant(sampleEvent().id) }, { requiredKeys: [] })
const rejection = fc.option(fc.record({ code: name, reason: text }), { nil: undefined })

test('[LOG1] what is read is what was committed, whatever an event holds', async () => {
  const judged = fc.sample(fc.tuple(given, optional, rejection), 400).map(
    ([fields, more, verdict]): JudgedEvent => ({
      event: sampleEvent({ ...fields, ...more } as Parameters<typeof sampleEvent>[0]),
      rejection: verdict,
      submittedBy: 'token "subject"',
    }),
  )
  await commitGroup(pool, [sampleCommit({ tenant: 'any', entity: 'order', id: 'a' }, { events: judged })])
  const { events } = await eventsSince(pool, { tenant: 'any', after: 0, limit: 500 })
  expect(events.map(({ event, rejection, submittedBy }) => ({ event, rejection, submittedBy }))).toEqual(judged)
})

test('pages of a type end where nothing can follow any more', async () => {
  const order = { tenant: 'types', entity: 'order', id: 'a' }
  const table = { ...order, entity: 'table' }
  await commitGroup(
    pool,
    [order, table, order, order, table].map((address) => sampleCommit(address)),
  )
  const read = async (after: number, entityType?: string) => {
    const { events, next } = await eventsSince(pool, { tenant: 'types', after, limit: 2, entityType })
    return [events.map(({ seq }) => seq), next]
  }
  expect(await read(0)).toEqual([[1, 2], 2])
  expect(await read(4)).toEqual([[5], 5])
  expect(await read(0, 'order')).toEqual([[1, 3], 3])
  expect(await read(3, 'order')).toEqual([[4], 5])
  expect(await read(5, 'order')).toEqual([[], 5])
  expect(await read(9)).toEqual([[], 9])
  expect(await eventsSince(pool, { tenant: 'nobody', after: 0, limit: 2 })).toEqual({ events: [], next: 0 })
})

test('[ORD1] a document of several pages is read in the order of ids, as of one moment if asked', async () => {
  const address = { tenant: 'long', entity: 'order', id: 'a' }
  const events = Array.from({ length: 1_001 }, () => accepted())
  const ids = events.map(({ event }) => event.id)
  const late = events.splice(1, 1)
  await commitGroup(pool, [
    sampleCommit(address, { events, updates: events.map((_, no) => Uint8Array.of(no >> 8, no & 255)) }),
  ])
  await commitGroup(pool, [sampleCommit(address, { events: late })])
  const of = { tenant: 'long', entityType: 'order', entityId: 'a' }
  const idsOf = async (query: Parameters<typeof eventsOfEntity>[1]) =>
    (await Array.fromAsync(eventsOfEntity(pool, query))).map(({ event }) => event.id)
  expect(await idsOf(of)).toEqual(ids)
  expect(await idsOf({ ...of, upToSeq: 1_000 })).toEqual(ids.toSpliced(1, 1))
  expect(await idsOf({ ...of, upToId: ids[500] })).toEqual(ids.slice(0, 501))
  const updates = await storedUpdates(pool, address)
  expect(updates.slice(0, 1_000).map(([high = 0, low = 0]) => high * 256 + low)).toEqual([...events.keys()])
})

test('the events of a document come with the verdicts on them', async () => {
  const address = { tenant: 'verdicts', entity: 'order', id: 'a' }
  const rejected: JudgedEvent = { ...accepted(), rejection: { code: 'payload_invalid', reason: 'no item' } }
  const events = [rejected, accepted()]
  const [receipt] = await commitGroup(pool, [sampleCommit(address, { events })])
  expect(await documentEvents(pool, address)).toEqual({
    events: events.map(({ event }) => event),
    verdicts: [{ ref: rejected.event.id, code: 'payload_invalid', reason: 'no item', at: receipt?.recordedAtMs }],
  })
})
