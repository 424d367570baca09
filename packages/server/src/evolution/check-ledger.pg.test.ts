import { defineEntity, type Entity, type JsonObject } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { pastOf } from '../../test/past-of.ts'
import { sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { checkLedger } from './check-ledger.ts'
import type { Finding } from './finding.ts'

const { url } = await createTestDatabase()
let pool: Pool

type Event = Entity['events'][string]
const one = z.object({ item: z.string() })
const two = z.object({ item: z.string(), course: z.enum(['main', 'dessert']) })

const items = { initial: [] as readonly string[] }
const evolve = (state: unknown, payload: unknown): unknown => [
  ...(state as string[]),
  (payload as { item: string }).item,
]

function orderWith(events: Readonly<Record<string, Partial<Event>>>, stateVersion = 1): Entity {
  const complete = Object.entries(events).map(([type, event]) => [type, { payload: one, evolve, ...event }])
  return defineEntity('order', { ...items, events: Object.fromEntries(complete), stateVersion }) as Entity
}

const before = orderWith({ added: {}, dropped: {}, never: {} })

async function commit(tenant: string, id: string, type: string, payloads: readonly JsonObject[], v = 1): Promise<void> {
  const events = payloads.map((payload) => ({
    event: sampleEvent({ type, v, payload }),
    rejection: undefined,
    submittedBy: 'till-1',
  }))
  const readModel = { state: [], summary: {} }
  await commitGroup(pool, [sampleCommit({ tenant, entity: 'order', id }, { events, readModel })])
}

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  await commit('demo', 'a', 'added', [
    { item: 'tea' },
    { item: 'cake', course: 'dessert' },
    { item: 'soup', course: 'starter' },
  ])
  await commit('demo', 'b', 'added', [{ item: 'secret' }])
  await commit('other', 'a', 'added', [{ item: 'tea' }])
  await commit('other', 'a', 'added', [{ item: 'tea', course: 'main' }], 2)
  // Without effect already, whatever the definition of now says.
  await commit('other', 'b', 'added', [{ item: 7 }])
  await commit('other', 'b', 'dropped', [{ item: 'tea' }])
  const rejection = { code: 'forbidden', reason: 'not for you' }
  await commitGroup(pool, [
    sampleCommit(
      { tenant: 'demo', entity: 'order', id: 'a' },
      {
        events: [
          { event: sampleEvent({ type: 'added', payload: { item: 'soup' } }), rejection, submittedBy: 'till-1' },
        ],
      },
    ),
  ])
})
afterAll(() => pool.end())

function check(after: Entity, sample?: number, past: Entity = before): Promise<readonly Finding[]> {
  return checkLedger(pool, { past: pastOf(past), entities: [after], sample })
}

async function rows(): Promise<unknown> {
  const { rows: found } = await pool.query('select tenant_id, seq, payload from docket.audit_events order by 1, 2')
  return found
}

test('[EVO5] of a payload that takes less it is counted which events it refuses, and nothing is changed', async () => {
  const all = await rows()
  const [finding] = await check(orderWith({ ...before.events, added: { payload: two } }))
  expect(finding).toMatchObject({
    code: 'payload_stricter',
    severity: 'breaks',
    ledger: {
      affected: 4,
      held: 7,
      by_tenant: [
        { tenant: 'demo', version: 1, events: 3 },
        { tenant: 'other', version: 1, events: 1 },
      ],
    },
  })
  expect(finding?.details?.join('\n')).toMatch(
    /^course is required now\n.*times: course: .*\(event [0-9a-f-]{36} of demo\/order\/a\)/,
  )
  expect(await rows()).toEqual(all)
})

test('[EVO5] an upcaster is run over the events that there are', async () => {
  const upcast = (course: (payload: { item: string; course?: string }) => unknown): Entity =>
    orderWith({
      ...before.events,
      added: {
        payload: two,
        version: 2,
        upcasters: {
          1: (payload) => ({ ...(payload as object), course: course(payload as { item: string; course?: string }) }),
        },
      },
    })
  const right = await check(upcast(({ course }) => (course === 'dessert' ? course : 'main')))
  expect(right).toMatchObject([{ code: 'version_raised', severity: 'note', ledger: { affected: 0, held: 7 } }])
  const wrong = await check(upcast(({ course = 'main' }) => course))
  expect(wrong).toMatchObject([{ code: 'version_raised', severity: 'breaks', ledger: { affected: 1, held: 7 } }])
  const [throwing] = await check(
    upcast(({ item }) => {
      if (item === 'secret') throw new Error(`what is ${item}?`)
      return 'main'
    }),
  )
  expect(throwing).toMatchObject({ severity: 'breaks', ledger: { affected: 1 } })
  expect(throwing?.details).toEqual([
    expect.stringMatching(/^1 times: an upcaster or the schema throws \(event .* of demo\/order\/b\)$/),
  ])
})

test('[EVO5] what the ledger does not hold breaks nothing', async () => {
  const findings = await check(orderWith({ added: before.events.added as Event }))
  expect(findings).toMatchObject([
    { code: 'event_removed', event: 'dropped', severity: 'breaks', ledger: { affected: 1, held: 1 } },
    { code: 'event_removed', event: 'never', severity: 'warning', ledger: { affected: 0, held: 0 } },
  ])
  const stricter = await check(orderWith({ ...before.events, never: { payload: two } }))
  expect(stricter).toMatchObject([{ code: 'payload_stricter', severity: 'warning', ledger: { affected: 0, held: 0 } }])
  const table = defineEntity('table', { initial: {}, events: {} }) as Entity
  expect(await check(table)).toMatchObject([
    { code: 'entity_removed', severity: 'breaks', ledger: { affected: 8 } },
    { code: 'entity_added', severity: 'note' },
  ])
})

test('[EVO5] of a version that is lowered the events above it are counted', async () => {
  const raised = orderWith({ ...before.events, added: { version: 2, upcasters: { 1: (payload) => payload } } })
  expect(await check(before, undefined, raised)).toMatchObject([
    {
      code: 'version_lowered',
      severity: 'breaks',
      ledger: { affected: 1, by_tenant: [{ tenant: 'other', version: 2, events: 1 }] },
    },
  ])
})

test('[EVO5] what cannot be told from a schema, the events tell', async () => {
  const noSoup = one.refine(({ item }) => item !== 'soup')
  const noWine = one.refine(({ item }) => item !== 'wine')
  expect(await check(orderWith({ ...before.events, added: { payload: noSoup } }))).toMatchObject([
    { code: 'payload_unknown', severity: 'breaks', ledger: { affected: 1 } },
  ])
  expect(await check(orderWith({ ...before.events, added: { payload: noWine } }))).toMatchObject([
    { code: 'payload_unknown', severity: 'warning', ledger: { affected: 0 } },
  ])
})

test('[EVO6] documents whose state is another are found, and how serious that is depends on stateVersion', async () => {
  const twice: Partial<Event> = { evolve: (state, payload) => evolve(evolve(state, payload), payload) }
  expect(await check(before, 10)).toEqual([])
  const [finding] = await check(orderWith({ ...before.events, dropped: twice }), 10)
  expect(finding).toMatchObject({
    code: 'states_differ',
    severity: 'breaks',
    message: expect.stringMatching(/^1 of 4 documents /) as string,
    details: [expect.stringMatching(/^other\/order\/b: /)],
  })
  expect(await check(orderWith({ ...before.events, dropped: twice }, 2), 10)).toMatchObject([
    { code: 'state_version_changed' },
    { code: 'states_differ', severity: 'note' },
  ])
  const later = orderWith({ ...before.events, dropped: twice, more: {} })
  expect(await check(later, 10)).toMatchObject([
    { code: 'event_added' },
    { code: 'states_differ', severity: 'warning' },
  ])
  // Of each tenant the one document that changed last.
  expect(await check(orderWith({ ...before.events, dropped: twice }), 1)).toMatchObject([
    { message: expect.stringMatching(/^1 of 2 documents /) as string },
  ])
})
