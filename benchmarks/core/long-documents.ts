// What a device pays for one very long document: to open it, and to record in it.
import { setImmediate } from 'node:timers/promises'
import {
  type Checkpoint,
  type ClockPairs,
  checkpointOf,
  documentName,
  EventLog,
  eventsOf,
  fillHollow,
  memoryStorage,
  runsOf,
  type Storage,
} from '@docket/core'
import * as Y from 'yjs'
import { type Row, report } from '../lib/report.ts'
import { median, percentile } from '../lib/stats.ts'
import { type OpenOrder, openOrder, openTill, orderWith } from './documents.ts'
import { order } from './order.ts'

const LONG = 100_000
const SHORT = 1_000
/** So many events of the long one came after its checkpoint. */
const TAIL = 1_000
const ROUNDS = 7
const EVENTS = 300
const ID = 'o'
const NAME = documentName({ tenant: 'bench', entity: 'order', id: ID })

/** A document as it is on a disk. */
interface Kept {
  readonly bytes: Uint8Array
  readonly committed: ClockPairs
  readonly checkpoint: Checkpoint | undefined
}

async function read(storage: Storage): Promise<Kept> {
  const doc = new Y.Doc()
  const stored = storage.openDocument(NAME, doc)
  await stored.loaded
  return {
    bytes: Y.encodeStateAsUpdate(doc),
    committed: await stored.readCommitted(),
    checkpoint: await stored.readCheckpoint(),
  }
}

async function write({ bytes, committed, checkpoint }: Kept): Promise<Storage> {
  const storage = memoryStorage()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, bytes)
  const stored = storage.openDocument(NAME, doc)
  await stored.loaded
  await stored.writeCommitted(committed)
  if (checkpoint !== undefined) await stored.writeCheckpoint(checkpoint)
  await stored.close()
  return storage
}

function whole(bytes: Uint8Array): Kept {
  return { bytes, committed: [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(bytes))], checkpoint: undefined }
}

/** The long one as a device has it that opened it on the server's checkpoint, with what came since. */
async function onCheckpoint(before: Uint8Array): Promise<Kept> {
  const storage = await write(whole(before))
  const till = openTill(storage)
  const open = await openOrder(till, ID)
  for (let n = LONG - TAIL; n < LONG; n++) open.record(n)
  await till.close()
  const [covered, all, hollow] = [new Y.Doc(), new Y.Doc(), new Y.Doc()]
  Y.applyUpdate(covered, before)
  Y.applyUpdate(all, (await read(storage)).bytes)
  const log = new EventLog(order)
  log.add(eventsOf(covered).toArray())
  const checkpoint = checkpointOf(log, runsOf(covered))
  if (checkpoint === undefined) throw new Error('an order is no JSON')
  fillHollow(hollow, checkpoint, 'benchmark')
  Y.applyUpdate(hollow, Y.encodeStateAsUpdate(all, Y.encodeStateVector(hollow)))
  const bytes = Y.encodeStateAsUpdate(hollow)
  return { bytes, committed: [...Y.decodeStateVector(Y.encodeStateVector(hollow))], checkpoint }
}

interface Times {
  readonly open: number
  readonly record: readonly number[]
}

async function recordMore(open: OpenOrder, length: number): Promise<number[]> {
  const times: number[] = []
  for (let n = length; n < length + EVENTS; n++) {
    await setImmediate()
    const startMs = performance.now()
    open.record(n)
    times.push(performance.now() - startMs)
  }
  return times
}

async function measure(kept: Kept, length: number): Promise<Times> {
  const till = openTill(await write(kept))
  await till.ready
  await setImmediate()
  const startMs = performance.now()
  const open = await openOrder(till, ID)
  const openMs = performance.now() - startMs
  const record = await recordMore(open, length)
  await till.close()
  return { open: openMs, record }
}

const long = await orderWith(LONG)
const subjects: readonly { readonly title: string; readonly length: number; readonly kept: Kept }[] = [
  { title: '1,000 events, whole', length: SHORT, kept: whole(await orderWith(SHORT)) },
  {
    title: '100,000 events, 99,000 in the checkpoint',
    length: LONG,
    kept: await onCheckpoint(await orderWith(LONG - TAIL)),
  },
  { title: '100,000 events, whole', length: LONG, kept: whole(long) },
]

const results = new Map<string, Times[]>()
for (let round = 0; round <= ROUNDS; round++) {
  for (const { title, length, kept } of subjects) {
    const times = await measure(kept, length)
    if (round > 0) results.set(title, [...(results.get(title) ?? []), times])
  }
}

const rows = subjects.flatMap(({ title, kept }): Row[] => {
  const times = results.get(title) ?? []
  const recorded = (percent: number): number => median(times.map(({ record }) => percentile(record, percent)))
  const row = (what: string, metric: string, value: number, unit = 'ms'): Row => ({
    case: what,
    subject: title,
    metric,
    value,
    unit,
  })
  return [
    row('open from memory', 'p50', median(times.map(({ open }) => open))),
    row('record', 'p50', recorded(50)),
    row('record', 'p99', recorded(99)),
    row('on disk', 'size', kept.bytes.byteLength / 1_000, 'kB'),
  ]
})
await report('long-documents', rows)
