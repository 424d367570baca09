import { defineEntity, type EventRecord, eventsOf, nextEventId, verdictsOf } from '@docket/core'
import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import { DEFAULT_LIMITS } from '../gate/limits.ts'
import type { CommitReceipt, DocumentCommit } from '../ledger/commit.ts'
import { CommitSupersededError } from '../ledger/committer-errors.ts'
import { DocumentMovedError } from '../ledger/document-moved.ts'
import { EventAlreadyCommittedError } from '../ledger/event-already-committed.ts'
import { IdempotencyKeyTakenError } from '../ledger/idempotency-keys.ts'
import { DocumentActor } from './document-actor.ts'
import type { Outcome } from './update-batch.ts'

const counter = defineEntity('counter', {
  initial: { total: 0 },
  events: { added: { payload: z.object({ n: z.number() }), evolve: (s, { n }) => ({ total: s.total + n }) } },
  summary: () => summary(),
})
const principal: Principal = { subject: 'ann', tenant: 'demo', roles: [], expiresAtMs: Number.POSITIVE_INFINITY }

let server: Y.Doc
let commits: DocumentCommit[]
let commit: (commit: DocumentCommit) => Promise<CommitReceipt>
let actor: DocumentActor
let errors: unknown[]
/** What Postgres has and the document lacks. */
let caughtUp: Uint8Array | undefined
let summary: () => { total: number }

beforeEach(() => {
  server = new Y.Doc()
  commits = []
  errors = []
  caughtUp = undefined
  summary = () => ({ total: 0 })
  commit = async (c) => {
    commits.push(c)
    return { seq: commits.length, recordedAtMs: 0 }
  }
  actor = openActor()
})

function openActor(): DocumentActor {
  return new DocumentActor({
    address: { tenant: 'demo', entity: 'counter', id: 'c1' },
    entity: counter,
    doc: server,
    limits: DEFAULT_LIMITS,
    now: () => 1,
    commit: async (pending) => {
      // The committer asks for what there is when its turn comes.
      await new Promise((resolve) => setImmediate(resolve))
      return commit(pending.take())
    },
    readNew: async () => (caughtUp === undefined ? [] : [caughtUp]),
    onForeign: () => undefined,
    onError: (error) => errors.push(error),
  })
}

function event(fields: Partial<EventRecord> = {}): EventRecord {
  return {
    id: nextEventId(undefined, 1_000),
    type: 'added',
    v: 1,
    at: 1_000,
    by: 'ann',
    device: 'till',
    payload: { n: 1 },
    ...fields,
  }
}

/** Makes a change on a copy of the server's document; gives the update that a client would send. */
function change(work: (doc: Y.Doc) => void, doc = copy()): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => work(doc))
  return Y.encodeStateAsUpdate(doc, before)
}

function copy(): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
  return doc
}

function append(...events: unknown[]): (doc: Y.Doc) => void {
  return (doc) => doc.getArray('events').push(events)
}

function send(update: Uint8Array, by = principal): Promise<Outcome> {
  return new Promise((settle) => actor.submit({ content: update, principal: by, isCaughtUp: true, settle }))
}

test('[GAT1] an append is committed, and only then reported', async () => {
  let finish: (() => void) | undefined
  commit = (c) =>
    new Promise((resolve) => {
      finish = () => {
        commits.push(c)
        resolve({ seq: 1, recordedAtMs: 0 })
      }
    })
  let reported = false
  const sent = send(change(append(event()))).then((outcome) => {
    reported = true
    return outcome
  })
  await expect.poll(() => finish).toBeTypeOf('function')
  expect(reported).toBe(false)
  finish?.()
  expect(await sent).toMatchObject({ kind: 'committed' })
  expect(commits[0]).toMatchObject({
    events: [{ rejection: undefined, submittedBy: 'ann' }],
    readModel: { state: { total: 1 } },
  })
})

test('[COM1] whoever brings again what another connection has under way is told that it is committed', async () => {
  let finish: (() => void) | undefined
  commit = (c) =>
    new Promise((resolve) => {
      finish = () => {
        commits.push(c)
        resolve({ seq: 1, recordedAtMs: 0 })
      }
    })
  const doc = copy()
  const update = change(append(event()), doc)
  const [first, again] = [send(update), send(update)]
  await expect.poll(() => finish).toBeTypeOf('function')
  finish?.()
  const clocks = [[doc.clientID, 1]]
  expect(await first).toEqual({ kind: 'committed', clocks })
  expect(await again).toEqual({ kind: 'committed', clocks })
  expect(commits).toHaveLength(1)
})

describe('[GAT2] a breach is refused whole', () => {
  const nested = (doc: Y.Doc): void => {
    const inner = new Y.Map()
    doc.getArray('events').push([inner])
    inner.set('a', 1)
  }
  const breaches: Record<string, [code: string, work: (doc: Y.Doc) => void]> = {
    'another root': ['root_unknown', (doc) => doc.getArray('other').push([event()])],
    'a map root': ['root_unknown', (doc) => doc.getMap('meta').set('a', 1)],
    'a key on the events root': [
      'content_unknown',
      (doc) => doc.get('events')._map && doc.getMap('events').set('a', 1),
    ],
    'text content': ['content_unknown', (doc) => doc.getText('events').insert(0, 'hello')],
    'a nested type': ['content_unknown', nested],
    'a forged verdict': [
      'verdict_forged',
      (doc) => doc.getArray('verdicts').push([{ ref: event().id, code: 'x', reason: 'y', at: 1 }]),
    ],
    'something that is no event': ['event_malformed', append({ hello: 'world' })],
    'an unknown field': ['event_malformed', append({ ...event(), extra: 1 })],
    'a good event beside a bad one': ['event_malformed', append(event(), 7)],
    'an oversized event': ['event_too_large', append(event({ payload: { n: 1, note: 'x'.repeat(70_000) } }))],
    'one id, two contents': ['event_id_reused', append(event({ id: FIXED }), event({ id: FIXED, payload: { n: 2 } }))],
    'a binary value': ['content_unknown', append(new Uint8Array([1, 2, 3]))],
    'deep JSON': ['event_malformed', append(event({ payload: { n: 1, deep: nestedJson(200) } as never }))],
  }
  test.each(Object.entries(breaches))('%s', async (_name, [code, work]) => {
    expect(await send(change(work))).toMatchObject({ kind: 'breach', code })
    expect(commits).toEqual([])
    expect(await send(change(append(event())))).toMatchObject({ kind: 'committed' })
  })

  test('a deletion of a known event', async () => {
    await send(change(append(event(), event({ id: nextEventId(undefined, 2_000) }))))
    expect(await send(change((doc) => doc.getArray('events').delete(0, 1)))).toMatchObject({ code: 'deletion' })
    expect(eventsOf(server).length).toBe(2)
  })

  test('an edit: delete and insert in its place', async () => {
    await send(change(append(event())))
    const edit = change((doc) => {
      doc.getArray('events').delete(0, 1)
      doc.getArray('events').insert(0, [event({ payload: { n: 9 } })])
    })
    expect(await send(edit)).toMatchObject({ code: 'deletion' })
  })

  test('a gap in the clocks of a client', async () => {
    const doc = copy()
    change(append(event()), doc)
    const second = change(append(event({ id: nextEventId(undefined, 2_000) })), doc)
    expect(await send(second)).toMatchObject({ code: 'update_gap' })
  })

  test('an item whose neighbour is unknown', async () => {
    const other = copy()
    change(append(event()), other)
    const mine = new Y.Doc()
    Y.applyUpdate(mine, Y.encodeStateAsUpdate(other))
    const update = change(append(event({ id: nextEventId(undefined, 2_000) })), mine)
    expect(await send(update)).toMatchObject({ code: 'update_gap' })
  })

  test('items in the name of the server’s own verdict client, and beside its items', async () => {
    await send(change(append(event({ payload: { n: 'x' } }))))
    const verdictClient = verdictsOf(server)._start?.id.client as number
    const forged = copy()
    forged.clientID = verdictClient
    expect(await send(change(append(event({ id: nextEventId(undefined, 2_000) })), forged))).toMatchObject({
      code: 'verdict_forged',
    })
    const beside = change((doc) => doc.getArray('verdicts').push([{ ref: FIXED, code: 'x', reason: 'y', at: 1 }]))
    expect(await send(beside)).toMatchObject({ code: 'verdict_forged' })
  })

  test('bytes that are no update, and updates over the limits', async () => {
    expect(await send(new Uint8Array([1, 2, 3, 255, 255]))).toMatchObject({ code: 'update_malformed' })
    expect(await send(new Uint8Array(2 * 1024 * 1024))).toMatchObject({ code: 'update_too_large' })
    const many = change((doc) => {
      for (let i = 0; i < 6_000; i++) doc.getArray('events').insert(0, [i])
    })
    expect(await send(many)).toMatchObject({ code: 'update_too_large' })
  })
})

describe('[GAT3] an event that breaks a rule gets a verdict', () => {
  test('and blocks nothing behind it', async () => {
    const doc = copy()
    expect(await send(change(append(event({ payload: { n: 'many' } })), doc))).toMatchObject({ kind: 'committed' })
    for (let i = 0; i < 10; i++) {
      const good = event({ id: nextEventId(undefined, 2_000 + i) })
      expect(await send(change(append(good), doc))).toMatchObject({ kind: 'committed' })
    }
    const all = commits.flatMap((c) => c.events)
    expect(all.filter(({ rejection }) => rejection === undefined)).toHaveLength(10)
    expect(all[0]?.rejection).toMatchObject({ code: 'payload_invalid' })
    expect(verdictsOf(server).toArray()).toMatchObject([{ code: 'payload_invalid', at: 1 }])
    expect(commits.at(-1)?.readModel?.state).toEqual({ total: 10 })
  })

  test('only a device may record for others; some may only read', async () => {
    await send(change(append(event({ by: 'bob' }))))
    expect(commits[0]?.events[0]?.rejection?.code).toBe('actor_forbidden')
    await send(change(append(event({ id: nextEventId(undefined, 2_000), by: 'bob' }))), {
      ...principal,
      roles: ['device'],
    })
    expect(commits[1]?.events[0]?.rejection).toBeUndefined()
    await send(change(append(event({ id: nextEventId(undefined, 3_000) }))), { ...principal, roles: ['read-only'] })
    expect(commits[2]?.events[0]?.rejection?.code).toBe('role_forbidden')
  })

  test('[FLD3] events that the server does not know are kept', async () => {
    await send(change(append(event({ type: 'from_the_future' }), event({ id: nextEventId(undefined, 2_000), v: 9 }))))
    expect(commits[0]?.events.map(({ rejection }) => rejection)).toEqual([undefined, undefined])
    expect(commits[0]?.readModel?.state).toEqual({ total: 0 })
  })
})

test('the same event again is accepted once', async () => {
  const first = event()
  await send(change(append(first)))
  expect(await send(change(append({ ...first })))).toMatchObject({ kind: 'committed' })
  expect(commits.flatMap((c) => c.events)).toHaveLength(1)
})

test('an update that has nothing new waits for what is in flight and writes nothing', async () => {
  const update = change(append(event()))
  await Promise.all([send(update), send(update)])
  expect(commits).toHaveLength(1)
})

test('[COM1] who sends what came another way, is on its way or committed, hears that it is committed', async () => {
  const update = change(append(event(), event()))
  const [client, clock] = [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update))][0] ?? []
  const outcomes = await Promise.all([send(update), send(update)])
  outcomes.push(await send(update))
  for (const outcome of outcomes) expect(outcome).toEqual({ kind: 'committed', clocks: [[client, clock]] })
  expect(commits).toHaveLength(1)
})

test('after a failed commit the gate knows what the document has', async () => {
  const doc = copy()
  const first = change(append(event()), doc)
  const works = commit
  commit = () => Promise.reject(new Error('gone'))
  expect(await send(first)).toMatchObject({ kind: 'failed', error: { message: 'gone' } })
  commit = works
  expect(await send(first)).toMatchObject({ kind: 'committed' })
  expect(commits).toHaveLength(1)
})

describe('what comes while a commit is on its way', () => {
  const at = (n: number): EventRecord => event({ id: nextEventId(undefined, n * 1_000) })

  test('is committed together, and answered in the order of its arrival', async () => {
    const doc = copy()
    const order: number[] = []
    const sent = [1, 2, 3, 4].map((n) => send(change(append(at(n)), doc)).then(() => order.push(n)))
    const bad = send(change((other) => other.getMap('meta').set('a', 1))).then((outcome) => {
      order.push(5)
      return outcome
    })
    await Promise.all(sent)
    expect(await bad).toMatchObject({ code: 'root_unknown' })
    expect(order).toEqual([1, 2, 3, 4, 5])
    expect(commits).toHaveLength(1)
    expect(commits[0]).toMatchObject({ readModel: { state: { total: 4 } } })
    expect(eventsOf(server).length).toBe(4)
  })

  test('[GAT2] is committed although one among it never can be', async () => {
    const works = commit
    const cursed = at(2)
    let superseded = 0
    commit = (c) => {
      if (superseded-- > 0) return Promise.reject(new CommitSupersededError())
      if (!c.events.some((judged) => judged.event.id === cursed.id)) return works(c)
      // The one behind it is refused too when it was judged by then.
      if (c.events.length === 1) superseded = 1
      return Promise.reject(new EventAlreadyCommittedError([], undefined))
    }
    const clients = [copy(), copy(), copy()]
    const events = [at(1), cursed, at(3)]
    const outcomes = await Promise.all(events.map((one, n) => send(change(append(one), clients[n]))))
    expect(outcomes).toMatchObject([{ kind: 'committed' }, { code: 'event_id_reused' }, { kind: 'committed' }])
    expect(commits.flatMap((c) => c.events).map((judged) => judged.event.id)).toEqual([events[0]?.id, events[2]?.id])
    expect(eventsOf(server).length).toBe(2)
    expect(commits.at(-1)?.readModel?.state).toEqual({ total: 2 })
  })
})

test('a gap is looked up before it is called one: another server may have committed what is missing', async () => {
  const elsewhere = copy()
  const missing = change(append(event()), elsewhere)
  caughtUp = missing
  const behind = change(append(event({ id: nextEventId(undefined, 2_000) })), elsewhere)
  expect(await send(behind)).toMatchObject({ kind: 'committed' })
  expect(eventsOf(server).length).toBe(2)
  expect(commits.at(-1)?.readModel?.state).toEqual({ total: 2 })
})

test('another server may be faster more than once, also where commits are behind one another', async () => {
  const other = new Y.Doc()
  const isFaster = () => {
    append(event())(other)
    caughtUp = Y.encodeStateAsUpdate(other)
  }
  const attempts: (number | undefined)[] = []
  const bothAreSent = Promise.withResolvers<void>()
  commit = async (c) => {
    const attempt = attempts.push(c.knownEvents)
    if (attempt <= 2) await bothAreSent.promise
    if (attempt === 1 || attempt === 3) isFaster()
    if (attempt <= 3) throw new DocumentMovedError([c.address])
    return { seq: 3, recordedAtMs: 0 }
  }
  const first = send(change(append(event())))
  await expect.poll(() => attempts.length).toBe(1)
  const second = send(change(append(event())))
  await expect.poll(() => attempts.length).toBe(2)
  bothAreSent.resolve()
  expect(await Promise.all([first, second])).toMatchObject([{ kind: 'committed' }, { kind: 'committed' }])
  // The second counted with the first, which was not there.
  expect(attempts).toEqual([0, 1, 1, 2])
  expect(eventsOf(server).length).toBe(4)
})

test('[GAT2] what is given back, because another server was faster, is judged before what came after it', async () => {
  const allAreSent = Promise.withResolvers<void>()
  let attempts = 0
  commit = async (c) => {
    if (++attempts > 1) return { seq: attempts, recordedAtMs: 0 }
    await allAreSent.promise
    throw new DocumentMovedError([c.address])
  }
  const doc = copy()
  const first = send(change(append(event()), doc))
  await expect.poll(() => attempts).toBe(1)
  // The server looks whether it is in Postgres. Meanwhile the first till goes on.
  const stranger = copy()
  append(event())(stranger)
  const gap = send(change(append(event()), stranger))
  const second = send(change(append(event()), doc))
  allAreSent.resolve()
  expect(await gap).toMatchObject({ kind: 'breach', code: 'update_gap' })
  expect(await Promise.all([first, second])).toMatchObject([{ kind: 'committed' }, { kind: 'committed' }])
  expect(eventsOf(server).length).toBe(2)
})

test('[HTTP2] a key that is taken is nothing to those behind it', async () => {
  const bothAreSent = Promise.withResolvers<void>()
  let attempts = 0
  commit = async () => {
    const attempt = ++attempts
    if (attempt <= 2) await bothAreSent.promise
    if (attempt === 1) throw new IdempotencyKeyTakenError('by another node')
    if (attempt === 2) throw new CommitSupersededError()
    return { seq: 1, recordedAtMs: 0 }
  }
  const handIn = () => {
    const content = { events: [event()], isAtomic: false }
    return new Promise<Outcome>((settle) => actor.submit({ content, principal, isCaughtUp: true, settle }))
  }
  const first = handIn()
  await expect.poll(() => attempts).toBe(1)
  const second = handIn()
  await expect.poll(() => attempts).toBe(2)
  bothAreSent.resolve()
  expect(await first).toMatchObject({ kind: 'failed', error: { code: 'idempotency_key_taken' } })
  expect(await second).toMatchObject({ kind: 'committed' })
})

test('events are committed although the application’s summary fails', async () => {
  summary = () => {
    throw new Error('no summary')
  }
  expect(await send(change(append(event())))).toMatchObject({ kind: 'committed' })
  expect(commits[0]?.readModel).toBeUndefined()
  expect(errors).toMatchObject([{ message: 'no summary' }])
})

test('a document that is opened again is judged like before', async () => {
  await send(change(append(event({ payload: { n: 'x' } }), event({ id: nextEventId(undefined, 2_000) }))))
  actor = openActor()
  expect(await send(change((doc) => doc.getArray('events').delete(0, 1)))).toMatchObject({ code: 'deletion' })
  expect(await send(change(append(event({ id: nextEventId(undefined, 3_000) }))))).toMatchObject({ kind: 'committed' })
  expect(commits.at(-1)?.readModel?.state).toEqual({ total: 2 })
})

const FIXED = nextEventId(undefined, 5_000)

function nestedJson(depth: number): unknown {
  return depth === 0 ? 1 : { a: nestedJson(depth - 1) }
}
