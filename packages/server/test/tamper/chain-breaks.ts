import { linkLine } from '../../src/audit/bundle/line-of.ts'
import type { RecordStep } from '../../src/audit/verify/step.ts'
import { linkOf } from '../trail/sample-contents.ts'
import { idOf, placed } from '../trail/sample-trail.ts'
import type { BundleText } from './bundle-text.ts'
import { line, pickAt } from './edits.ts'
import { rewritten, stepsOf } from './rewrite.ts'
import { type Expected, fileOf, type Manipulation } from './tampered.ts'

const removed: Manipulation = ({ records, recordSteps }, random) => {
  const at = random.int(records.length - 1)
  const count = 1 + random.int(Math.min(20, records.length - 1 - at))
  return {
    files: { 'records.ndjson': fileOf(records.toSpliced(at, count)) },
    expected: { kind: 'deleted', seq: pickAt(recordSteps, at).seq },
  }
}

/** Only its place is left, so that the chain holds. */
const hidden: Manipulation = ({ records, recordSteps, links, linkSteps }, random) => {
  // Of the first one of a document, the next one of it tells.
  const at = random.int(records.length - 1)
  const record = pickAt(recordSteps, at)
  const before = linkSteps.filter(({ seq }) => seq < record.seq).length
  const next = recordSteps.find(({ entity_previous }) => entity_previous === record.hash)
  const isFirst = /^0+$/.test(record.entity_previous)
  return {
    files: {
      'records.ndjson': fileOf(records.toSpliced(at, 1)),
      'links.ndjson': fileOf(links.toSpliced(before, 0, linkLine(linkOf(record)).slice(0, -1))),
    },
    expected: { kind: 'deleted', ...(isFirst && next === undefined ? {} : isFirst ? {} : { seq: record.seq }) },
  }
}

const removedLink: Manipulation = (bundle, random) => {
  const { links, linkSteps } = bundle
  if (links.length < 2) return removed(bundle, random)
  const at = random.int(links.length - 1)
  return {
    files: { 'links.ndjson': fileOf(links.toSpliced(at, 1)) },
    expected: { kind: 'deleted', seq: pickAt(linkSteps, at).seq },
  }
}

const removedSeal: Manipulation = ({ seals }, random) => ({
  files: { 'seals.ndjson': fileOf(seals.toSpliced(random.int(seals.length), 1)) },
  expected: { kind: 'deleted', file: 'seals.ndjson' },
})

export const deletions: readonly Manipulation[] = [removed, removed, removed, hidden, removedLink, removedSeal]

/** A copy of a record, somewhere after it. */
const copied: Manipulation = ({ records, recordSteps }, random) => {
  const at = random.int(records.length)
  const to = at + 1 + random.int(records.length - at)
  return {
    files: { 'records.ndjson': fileOf(records.toSpliced(to, 0, pickAt(records, at))) },
    expected: { kind: 'inserted', seq: pickAt(recordSteps, at).seq },
  }
}

function forged(like: RecordStep, place: Pick<RecordStep, 'seq' | 'previous'>, id: number): RecordStep {
  const event_id = `01890000-0000-7000-8000-${String(id).padStart(12, '0')}`
  return placed({ ...like, ...place, reveal: {}, content: { ...like.content, event_id } })
}

/** Made up, rightly hashed and chained to the one before; before the real one, or after it. */
const madeUp: Manipulation = ({ records, recordSteps }, random) => {
  const at = random.int(records.length)
  const real = pickAt(recordSteps, at)
  const made = forged(real, { seq: real.seq, previous: real.previous }, random.int(1_000_000))
  const isAfter = random.chance(0.5)
  const isLast = at === records.length - 1
  return {
    files: { 'records.ndjson': fileOf(records.toSpliced(isAfter ? at + 1 : at, 0, line(made))) },
    // With none after it, nothing says which of the two is the real one.
    expected: { kind: 'inserted', seq: real.seq, ...(isLast ? {} : { event_id: idOf(made) }) },
  }
}

const appended: Manipulation = ({ records, recordSteps }, random) => {
  const last = pickAt(recordSteps, records.length - 1)
  const made = forged(last, { seq: last.seq + 1, previous: last.hash }, random.int(1_000_000))
  return {
    files: { 'records.ndjson': fileOf([...records, line(made)]) },
    expected: { kind: 'inserted', seq: made.seq, event_id: idOf(made) },
  }
}

export const insertions: readonly Manipulation[] = [copied, copied, madeUp, madeUp, appended]

const swapped: Manipulation = ({ records, recordSteps }, random) => {
  const a = random.int(records.length - 1)
  const b = a + 1 + random.int(random.chance(0.5) ? 1 : records.length - 1 - a)
  return {
    files: { 'records.ndjson': fileOf(records.with(a, pickAt(records, b)).with(b, pickAt(records, a))) },
    expected: { kind: 'reordered', seq: pickAt(recordSteps, a).seq },
  }
}

const moved: Manipulation = ({ records, recordSteps }, random) => {
  const from = random.int(records.length)
  let to = random.int(records.length)
  while (to === from) to = random.int(records.length)
  return {
    files: { 'records.ndjson': fileOf(records.toSpliced(from, 1).toSpliced(to, 0, pickAt(records, from))) },
    expected: { kind: 'reordered', seq: pickAt(recordSteps, Math.min(from, to)).seq },
  }
}

export const reorderings: readonly Manipulation[] = [swapped, moved]

const cutRecords: Manipulation = ({ records, recordSteps }, random) => {
  const keep = random.int(records.length)
  return {
    files: { 'records.ndjson': fileOf(records.slice(0, keep)) },
    expected: { kind: 'truncated', seq: pickAt(recordSteps, keep).seq },
  }
}

/** In the middle of a line. */
const cutBytes: Manipulation = ({ records, recordSteps }, random) => {
  const keep = random.int(records.length)
  const half = pickAt(records, keep).slice(0, 1 + random.int(300))
  return {
    files: { 'records.ndjson': fileOf(records.slice(0, keep)) + half },
    expected: { kind: 'truncated', seq: pickAt(recordSteps, keep).seq },
  }
}

const cutLinks: Manipulation = (bundle, random) => {
  const { links, linkSteps, recordSteps } = bundle
  const last = pickAt(recordSteps, recordSteps.length - 1).seq
  const after = linkSteps.findIndex(({ seq }) => seq > last)
  if (after < 0) return cutRecords(bundle, random)
  const keep = after + random.int(links.length - after)
  return {
    files: { 'links.ndjson': fileOf(links.slice(0, keep)) },
    expected: { kind: 'truncated', seq: pickAt(linkSteps, keep).seq },
  }
}

export const truncations: readonly Manipulation[] = [cutRecords, cutRecords, cutBytes, cutLinks]

/** The first seal from a number on finds it. */
function sealFrom(seqs: readonly number[], seq: number): number {
  return seqs.find((sealed) => sealed >= seq) ?? Number.NaN
}

const changedAndRewritten: Manipulation = (bundle, random) => {
  const steps = stepsOf(bundle)
  const record = random.pick(bundle.recordSteps)
  const at = steps.indexOf(record)
  const payload = { name: 'water', price: random.int(100) }
  const changed = placed({ ...record, reveal: {}, content: { ...record.content, payload } })
  // Known by its old hash, until it is hashed anew with what is after it.
  const other = { ...changed, hash: record.hash }
  return {
    files: rewritten(steps.with(at, other), at, pickAt(steps, 0).seq),
    expected: { kind: 'forked', seq: sealFrom(bundle.sealedSeqs, record.seq) },
  }
}

const addedAndRewritten: Manipulation = (bundle, random) => {
  const steps = stepsOf(bundle)
  const like = random.pick(bundle.recordSteps)
  const at = steps.indexOf(like)
  const made = forged(like, { seq: like.seq, previous: like.previous }, random.int(1_000_000))
  const seal = sealFrom(bundle.sealedSeqs, like.seq)
  const last = pickAt(bundle.recordSteps, bundle.recordSteps.length - 1).seq
  return {
    files: rewritten(steps.toSpliced(at, 0, made), at, pickAt(steps, 0).seq),
    // The last record has one number more now, and the manifest knows the last one.
    expected: seal <= last ? { kind: 'forked', seq: seal } : { kind: 'inserted', seq: last + 1 },
  }
}

const removedAndRewritten: Manipulation = (bundle, random) => {
  const steps = stepsOf(bundle)
  const record = random.pick(bundle.recordSteps)
  const end = pickAt(steps, steps.length - 1).seq
  const seal = sealFrom(bundle.sealedSeqs, record.seq)
  return {
    files: rewritten(steps.toSpliced(steps.indexOf(record), 1), steps.indexOf(record), pickAt(steps, 0).seq, record),
    expected: seal < end ? { kind: 'forked', seq: seal } : expectedWithoutSeal(bundle),
  }
}

/** When no seal is left that could tell, the number of records does; or a link that has the number of one, in a period. */
function expectedWithoutSeal(bundle: BundleText): Expected {
  const last = pickAt(bundle.recordSteps, bundle.recordSteps.length - 1).seq
  const isPeriod = bundle.recordSteps.length === last - pickAt(bundle.recordSteps, 0).seq + 1
  const hasLinks = stepsOf(bundle).some(({ kind, seq }) => kind === 'link' && seq > last)
  return isPeriod && hasLinks ? { kind: 'deleted', seq: last } : { kind: 'truncated' }
}

export const forks: readonly Manipulation[] = [
  changedAndRewritten,
  changedAndRewritten,
  addedAndRewritten,
  removedAndRewritten,
]
