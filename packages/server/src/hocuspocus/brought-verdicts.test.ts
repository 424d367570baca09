import { defineEntity, type EventRecord, eventsOf, nextEventId, type VerdictRecord, verdictsOf } from '@docket/core'
import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import type { JudgeByRules } from '../gate/rules-by-entity.ts'
import type { DocumentCommit } from '../ledger/commit.ts'
import { DocumentActor } from './document-actor.ts'
import type { Outcome } from './update-batch.ts'

const counter = defineEntity('counter', {
  initial: { total: 0 },
  events: { added: { payload: z.object({ n: z.number() }), evolve: (s, { n }) => ({ total: s.total + n }) } },
})
const device: Principal = { subject: 'till', tenant: 'demo', roles: ['device'], expiresAtMs: Number.POSITIVE_INFINITY }
const server: Principal = { ...device, subject: 'store-1', roles: ['server'] }
const upstream: Principal = { ...device, subject: 'upstream:central', roles: [], isUpstream: true }
const small: JudgeByRules = ({ event }) =>
  Number(event.payload.n) > 100 ? { code: 'too_many', reason: 'at most 100' } : undefined

let doc: Y.Doc
let commits: DocumentCommit[]
let actor: DocumentActor

beforeEach(() => {
  doc = new Y.Doc()
  commits = []
  actor = new DocumentActor({
    address: { tenant: 'demo', entity: 'counter', id: 'c1' },
    entity: counter,
    doc,
    limits: DEFAULT_LIMITS,
    rules: small,
    now: () => 7,
    commit: async (pending) => {
      await new Promise((resolve) => setImmediate(resolve))
      commits.push(pending.take())
      return { seq: commits.length, recordedAtMs: 0 }
    },
    readNew: async () => [],
    onForeign: () => undefined,
    onError: () => undefined,
  })
})

function event(n: number): EventRecord {
  newest = nextEventId(newest, 1_000)
  return { id: newest, type: 'added', v: 1, at: 1, by: 'ann', device: 'till', payload: { n } }
}
let newest: string | undefined

const verdictOn = ({ id }: EventRecord, reason = 'not here'): VerdictRecord => ({ ref: id, code: 'no', reason, at: 5 })

/** Another server's document, and what this one lacks of it. */
class Other {
  readonly doc = new Y.Doc()
  readonly judge = new Y.Doc()

  judges(...verdicts: unknown[]): void {
    this.judge.getArray('verdicts').push(verdicts)
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(this.judge))
  }

  get missing(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(doc))
  }
}

function send(content: Uint8Array, principal: Principal): Promise<Outcome> {
  return new Promise((settle) => actor.submit({ content, principal, isCaughtUp: true, settle }))
}

test('[UPS4] an event that another server has rejected is committed so, with its verdict and no other', async () => {
  const other = new Other()
  const [good, bad, worse] = [event(1), event(2), event(500)]
  eventsOf(other.doc).push([good, bad, worse])
  other.judges(verdictOn(bad), verdictOn(worse))
  expect(await send(other.missing, server)).toMatchObject({ kind: 'committed' })
  expect(commits[0]?.events.map(({ rejection }) => rejection?.code)).toEqual([undefined, 'no', 'no'])
  expect(commits[0]?.records).toEqual([])
  expect(verdictsOf(doc).map(({ ref }) => ref)).toEqual([bad.id, worse.id])

  // The second time Yjs does not say any more to which root the verdict belongs.
  const late = event(3)
  eventsOf(other.doc).push([late])
  other.judges(verdictOn(late))
  expect(await send(other.missing, server)).toMatchObject({ kind: 'committed' })
  expect(commits[1]?.events.map(({ rejection }) => rejection?.code)).toEqual(['no'])
  expect(actor.log.state).toEqual({ total: 1 })
  expect(Y.encodeStateAsUpdate(doc)).toEqual(Y.encodeStateAsUpdate(other.doc))
})

test('[UPS3] a verdict on an event that was accepted is a record of the tenant’s own, once', async () => {
  const other = new Other()
  const accepted = event(4)
  eventsOf(other.doc).push([accepted])
  await send(other.missing, device)
  other.judges(verdictOn(accepted))
  expect(await send(other.missing, upstream)).toMatchObject({ kind: 'committed' })
  const [record] = commits[1]?.records ?? []
  expect(record).toMatchObject({
    address: { tenant: 'demo', entity: '$tenant', id: 'trail' },
    events: [
      {
        submittedBy: 'upstream:central',
        event: {
          type: 'rejected_later',
          ref: accepted.id,
          payload: { entity_type: 'counter', entity_id: 'c1', code: 'no', reason: 'not here', rejected_at_ms: 5 },
        },
      },
    ],
  })
  expect(commits[1]).toMatchObject({ events: [], readModel: { state: { total: 0 } } })
  other.judges(verdictOn(accepted, 'again'))
  await send(other.missing, upstream)
  expect(commits[2]?.records).toEqual([])
})

test('[UPS4] the store’s events are judged by the central server’s rules; what that has judged is not judged again', async () => {
  const [up, down] = [new Other(), new Other()]
  eventsOf(up.doc).push([event(200)])
  await send(up.missing, server)
  expect(commits[0]?.events.map(({ rejection }) => rejection?.code)).toEqual(['too_many'])
  eventsOf(down.doc).push([event(200)])
  await send(down.missing, upstream)
  expect(commits[1]?.events.map(({ rejection }) => rejection)).toEqual([undefined])
  expect(verdictsOf(doc).length).toBe(1)
})

test('[GAT2] nobody but a server brings verdicts', async () => {
  const other = new Other()
  const bad = event(1)
  eventsOf(other.doc).push([bad])
  other.judges(verdictOn(bad))
  expect(await send(other.missing, device)).toMatchObject({ kind: 'breach', code: 'verdict_forged' })
  expect(commits).toEqual([])
})

test.each<readonly [string, string, (other: Other) => void]>([
  ['a verdict on what is not there', 'update_gap', (other) => other.judges(verdictOn(event(1)))],
  ['what is no verdict', 'verdict_malformed', (other) => other.judges({ ref: 'all of them' })],
  [
    'a reason that Postgres does not take',
    'verdict_malformed',
    (other) => {
      const bad = event(1)
      eventsOf(other.doc).push([bad])
      other.judges(verdictOn(bad, 'no\0'))
    },
  ],
  [
    'verdicts by a client that writes events',
    'verdict_forged',
    ({ doc: both }) => {
      const bad = event(1)
      eventsOf(both).push([bad])
      verdictsOf(both).push([verdictOn(bad)])
    },
  ],
  ['something in another root', 'root_unknown', ({ doc: both }) => void both.getArray('others').push([1])],
  [
    'a deletion',
    'deletion',
    ({ doc: both }) => {
      eventsOf(both).push([event(1)])
      eventsOf(both).delete(0, 1)
    },
  ],
])('[GAT2] a server that brings %s is refused whole', async (_, code, breaks) => {
  const other = new Other()
  breaks(other)
  for (const principal of [server, upstream]) {
    expect(await send(other.missing, principal)).toMatchObject({ kind: 'breach', code })
  }
  expect(commits).toEqual([])
  expect(doc.store.clients.size).toBe(0)
})

test('[GAT2] nobody writes as the client of this server’s own verdicts', async () => {
  const first = new Other()
  eventsOf(first.doc).push([event(200)])
  await send(first.missing, device)
  const own = verdictsOf(doc)._start?.id.client ?? 0
  const forger = new Y.Doc()
  Y.applyUpdate(forger, Y.encodeStateAsUpdate(doc))
  forger.clientID = own
  const [known] = eventsOf(doc).toArray()
  if (known === undefined) throw new Error('the document has an event')
  verdictsOf(forger).push([verdictOn(known)])
  const update = Y.encodeStateAsUpdate(forger, Y.encodeStateVector(doc))
  expect(await send(update, server)).toMatchObject({ kind: 'breach', code: 'client_forged' })
  expect(await send(update, device)).toMatchObject({ kind: 'breach', code: 'verdict_forged' })
})
