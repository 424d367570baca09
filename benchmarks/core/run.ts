// What a till pays for one event, by the length of the order: without a network, in memory.
import { setImmediate } from 'node:timers/promises'
import { type EventRecord, nextEventId, type Transport } from '@docket/core'
import * as Y from 'yjs'
import { type Row, report } from '../lib/report.ts'
import { median, percentile } from '../lib/stats.ts'
import { diskWith, openOrder, openTill, orderWith } from './documents.ts'
import { eventOf } from './order.ts'

const LENGTHS = [10, 100, 1_000, 10_000]
const ROUNDS = 7
/** Events a round and length. */
const EVENTS = 600
/** Events that a document records before it is measured. */
const WARM_UP = 3
const TARGET_P99_MS = 0.1
const TARGET_LENGTH = 1_000

/** So many that no document grows by more than a tenth or so. */
const eventsOfADocument = (length: number): number => Math.max(2, Math.min(EVENTS, Math.floor(length / 10)))
const idsOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `o${index}`)

type Measure = (bytes: Uint8Array, length: number) => Promise<number[]>

/** `record` until its subscriber is called. Each in a task of its own, as taps are. */
const measureRecord: Measure = async (bytes, length) => {
  const each = eventsOfADocument(length)
  const ids = idsOf(Math.ceil(EVENTS / each))
  const till = openTill(await diskWith(bytes, ids))
  const times: number[] = []
  for (const id of ids) {
    const open = await openOrder(till, id)
    for (let n = length; n < length + WARM_UP; n++) open.record(n)
    let heardMs: number | undefined
    open.subscribe(() => {
      heardMs ??= performance.now()
    })
    for (let n = length + WARM_UP; n < length + WARM_UP + each; n++) {
      await setImmediate()
      heardMs = undefined
      const startMs = performance.now()
      open.record(n)
      times.push((heardMs ?? Number.NaN) - startMs)
    }
  }
  await till.close()
  return times
}

/** The first event right after a document was opened, when nothing of it is in the processor's caches. */
const measureFirst: Measure = async (bytes, length) => {
  const ids = idsOf(20)
  const till = openTill(await diskWith(bytes, ids))
  const times: number[] = []
  for (const id of ids) {
    const open = await openOrder(till, id)
    let heardMs: number | undefined
    open.subscribe(() => {
      heardMs ??= performance.now()
    })
    await setImmediate()
    heardMs = undefined
    const startMs = performance.now()
    open.record(length)
    times.push((heardMs ?? Number.NaN) - startMs)
  }
  await till.close()
  return times
}

/** The least that it can cost: Yjs appends the same record, encodes it for a disk, and tells an observer. */
const measureYjs: Measure = async (bytes, length) => {
  const each = eventsOfADocument(length)
  const times: number[] = []
  while (times.length < EVENTS) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, bytes)
    let heardMs: number | undefined
    doc.on('update', () => {
      heardMs ??= performance.now()
    })
    for (let n = length; n < length + each; n++) {
      const record = recordOf(n, nextEventId(undefined, Date.now()))
      await setImmediate()
      heardMs = undefined
      const startMs = performance.now()
      doc.getArray('events').push([record])
      times.push((heardMs ?? Number.NaN) - startMs)
    }
  }
  return times
}

/** An event arrives from elsewhere that sorts before the newest `after` of the document. */
const measureLate =
  (after: (length: number) => number): Measure =>
  async (bytes, length) => {
    const there = new Y.Doc()
    Y.applyUpdate(there, bytes)
    const ids = there.getArray<EventRecord>('events').map(({ id }) => id)
    const before = ids[Math.max(0, ids.length - 1 - after(length))]
    const docs: Y.Doc[] = []
    const till = openTill(await diskWith(bytes, ['o']), capture(docs))
    const open = await openOrder(till, 'o')
    let heardMs: number | undefined
    open.subscribe(() => {
      heardMs ??= performance.now()
    })
    const times: number[] = []
    for (let n = 0; n < EVENTS / 10; n++) {
      const updates: Uint8Array[] = []
      there.once('update', (update: Uint8Array) => updates.push(update))
      there.getArray('events').push([recordOf(2 * n, nextEventId(before, 0))])
      await setImmediate()
      heardMs = undefined
      const startMs = performance.now()
      Y.applyUpdate(docs[0] as Y.Doc, updates[0] as Uint8Array, 'elsewhere')
      times.push((heardMs ?? Number.NaN) - startMs)
    }
    await till.close()
    return times
  }

/** From `open` until what was on disk is in the state. */
const measureOpen: Measure = async (bytes) => {
  const ids = idsOf(5)
  const till = openTill(await diskWith(bytes, ids))
  const times: number[] = []
  for (const id of ids) {
    await setImmediate()
    const startMs = performance.now()
    await openOrder(till, id)
    times.push(performance.now() - startMs)
  }
  await till.close()
  return times
}

function recordOf(n: number, id: string): EventRecord {
  const [type, payload] = eventOf(n)
  return { id, type, v: 1, at: Date.now(), by: 'ann', device: 'kitchen', payload: structuredClone(payload) }
}

/** A transport that hands over the documents. */
function capture(docs: Y.Doc[]): Transport {
  return {
    ledger: true,
    connect: () => ({
      attach(_, doc) {
        docs.push(doc)
        return { owns: (origin) => origin === 'elsewhere', detach: () => undefined }
      },
      askForCheckpoint: () => undefined,
      close: () => undefined,
    }),
  }
}

const cases = {
  record: { title: 'record → subscriber called', measure: measureRecord },
  yjs: { title: 'record → subscriber called', measure: measureYjs },
  first: { title: 'first record after opening', measure: measureFirst },
  late: { title: 'arrival of one event, 10 events late', measure: measureLate(() => 10) },
  veryLate: { title: 'arrival of one event, before all others', measure: measureLate((length) => length) },
  open: { title: 'open', measure: measureOpen },
} as const
type Case = keyof typeof cases

const results = new Map<string, number[][]>()
const bytes = new Map<number, Uint8Array>()
for (const length of LENGTHS) bytes.set(length, await orderWith(length))

// Interleaved, so that a slow minute of the machine is everybody's. The first round warms up.
for (let round = 0; round <= ROUNDS; round++) {
  for (const length of LENGTHS) {
    for (const [name, { measure }] of Object.entries(cases)) {
      const times = await measure(bytes.get(length) as Uint8Array, length)
      if (round > 0) results.set(`${name} ${length}`, [...(results.get(`${name} ${length}`) ?? []), times])
    }
  }
}

/** The median of the rounds. */
function figure(name: Case, length: number, percent: number): number {
  return median((results.get(`${name} ${length}`) ?? []).map((times) => percentile(times, percent)))
}

function rowsOf(name: Case, length: number): Row[] {
  const subject = name === 'yjs' ? 'Yjs alone' : 'docket'
  const what = `${cases[name].title}, ${length.toLocaleString('en')} events`
  const percents = name === 'open' || name === 'first' ? [50] : [50, 99]
  return percents.map((percent) => {
    const value = figure(name, length, percent)
    const isTarget = name === 'record' && percent === 99 && length === TARGET_LENGTH
    return {
      case: what,
      subject,
      metric: `p${percent}`,
      value,
      unit: 'ms',
      ...(name === 'record' && { ratio_to: value / figure('yjs', length, percent) }),
      ...(isTarget && { target: `< ${TARGET_P99_MS} ms`, holds: value < TARGET_P99_MS }),
    }
  })
}

await report(
  'core',
  (Object.keys(cases) as Case[]).flatMap((name) => LENGTHS.flatMap((length) => rowsOf(name, length))),
)
