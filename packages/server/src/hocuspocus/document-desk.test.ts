import { type EventRecord, eventsOf, nextEventId, verdictsOf } from '@docket/core'
import type { Document } from '@hocuspocus/server'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { sampleOrder } from '../../test/sample-order.ts'
import type { Principal } from '../auth/principal.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import type { DocumentCommit } from '../ledger/commit.ts'
import { CommitBudget } from './commit-budget.ts'
import { DocumentActor } from './document-actor.ts'
import { DocumentDesk } from './document-desk.ts'

const address = { tenant: 'demo', entity: 'order', id: 'a' }
const device: Principal = { subject: 'till', tenant: 'demo', roles: ['device'], expiresAtMs: Number.POSITIVE_INFINITY }

let doc: Y.Doc
let commits: DocumentCommit[]
let fail: Error | undefined
let desk: DocumentDesk
let breaches: string[][]

beforeEach(() => {
  doc = new Y.Doc()
  commits = []
  fail = undefined
  breaches = []
  const actor = new DocumentActor({
    address,
    entity: sampleOrder,
    doc,
    limits: DEFAULT_LIMITS,
    now: () => 1,
    commit: async (pending) => {
      await new Promise((resolve) => setImmediate(resolve))
      const error = fail
      fail = undefined
      const commit = pending.take()
      if (error !== undefined) throw error
      commits.push(commit)
      return { seq: commits.length, recordedAtMs: 0 }
    },
    readNew: async () => [],
    onForeign: () => undefined,
    onError: () => undefined,
  })
  desk = new DocumentDesk({
    documents: { use: async (_, work) => work(doc as Document), close: () => undefined },
    budget: new CommitBudget(DEFAULT_LIMITS),
    actorOf: () => actor,
    onBreach: ({ code }, document, { subject }) => breaches.push([code, document, subject]),
  })
})

let newest: string | undefined
function event(type: string, payload: EventRecord['payload'] = {}): EventRecord {
  newest = nextEventId(newest, Date.now())
  return { id: newest, type, v: 1, at: 1, by: 'ann', device: 'office', payload }
}

function record(events: readonly EventRecord[], isAtomic = false, principal = device) {
  return desk.record(address, events, { principal, isAtomic })
}

const kinds = (results: readonly { readonly kind: string }[]): string[] => results.map(({ kind }) => kind)

test('events without Yjs are committed in one update, and again give the same results', async () => {
  const events = [event('item_added', { name: 'soup' }), event('item_added', { name: 7 })]
  for (let time = 0; time < 2; time++) {
    expect(await record(events)).toMatchObject([
      { kind: 'accepted', effect: { kind: 'applied' } },
      { kind: 'rejected', code: 'payload_invalid' },
    ])
  }
  expect(commits).toMatchObject([{ events: events.map((e) => ({ event: e, submittedBy: 'till' })) }])
  expect(eventsOf(doc).toArray()).toEqual(events)
  expect(verdictsOf(doc).toArray()).toMatchObject([{ ref: events[1]?.id, code: 'payload_invalid' }])
})

test('[GAT2] one that breaks the protocol is refused; those beside it are committed', async () => {
  const first = event('item_added', { name: 'soup' })
  await record([first])
  const results = await record([{ ...first, payload: { name: 'beer' } }, event('paid')])
  expect(results).toMatchObject([{ kind: 'refused', code: 'event_id_reused' }, { kind: 'accepted' }])
})

test('all or none: one that would be rejected keeps the others out, and nothing is written', async () => {
  const events = [event('item_added', { name: 'soup' }), event('item_added', {})]
  expect(await record(events, true)).toMatchObject([
    { kind: 'refused', code: 'withheld' },
    { kind: 'refused', code: 'payload_invalid' },
  ])
  expect([commits, eventsOf(doc).length]).toEqual([[], 0])
  expect(kinds(await record(events.slice(0, 1), true))).toEqual(['accepted'])
})

test('a commit that fails is an error; the same events go in afterwards', async () => {
  const events = [event('paid')]
  fail = new Error('gone')
  await expect(record(events)).rejects.toThrow('gone')
  expect(kinds(await record(events))).toEqual(['accepted'])
  expect(eventsOf(doc).toArray()).toEqual(events)
})

test('[GAT2] nobody writes as the client of Yjs that the server writes as', async () => {
  await record([event('item_added', { name: 'soup' })])
  const forger = new Y.Doc()
  Y.applyUpdate(forger, Y.encodeStateAsUpdate(doc))
  const [client] = [...Y.decodeStateVector(Y.encodeStateVector(doc)).keys()]
  forger.clientID = client ?? 0
  const before = Y.encodeStateVector(forger)
  eventsOf(forger).push([event('paid')])
  const update = Y.encodeStateAsUpdate(forger, before)
  const answer = await desk.exchange(address, { principal: device, stateVector: before, update })
  expect(answer.refused?.code).toBe('client_forged')
  expect(breaches).toEqual([['client_forged', 'demo/order/a', 'till']])
  expect(kinds(await record([event('paid')]))).toEqual(['accepted'])
})

test('who asks now and then hands in an update, and gets what the others did', async () => {
  await record([event('item_added', { name: 'soup' })])
  const mine = new Y.Doc()
  eventsOf(mine).push([event('item_added', { name: 'beer' })])
  const update = Y.encodeStateAsUpdate(mine)
  const answer = await desk.exchange(address, { principal: device, stateVector: Y.encodeStateVector(mine), update })
  Y.applyUpdate(mine, answer.update ?? new Uint8Array([0, 0]))
  expect(eventsOf(mine).length).toBe(2)
  expect(new Map(answer.committed)).toEqual(Y.decodeStateVector(Y.encodeStateVector(mine)))
  const again = await desk.exchange(address, { principal: device, stateVector: Y.encodeStateVector(mine) })
  expect(again.update).toBeUndefined()
})

test('a state vector that is none is refused before anything is taken', async () => {
  const mine = new Y.Doc()
  eventsOf(mine).push([event('paid')])
  const update = Y.encodeStateAsUpdate(mine)
  const question = { principal: device, stateVector: new Uint8Array([200]), update }
  await expect(desk.exchange(address, question)).rejects.toMatchObject({ code: 'state_vector_malformed' })
  expect(commits).toEqual([])
})

test('[TEN1] another tenant, and a server that shuts down, get nothing', async () => {
  await expect(record([event('paid')], false, { ...device, tenant: 'other' })).rejects.toMatchObject({
    code: 'tenant_mismatch',
  })
  desk.close()
  await expect(record([event('paid')])).rejects.toMatchObject({ code: 'shutting_down' })
})
