import { linkLine, recordLine } from '../../src/audit/bundle/line-of.ts'
import type { RecordStep } from '../../src/audit/verify/step.ts'
import { canonicalJson } from '../../src/chain/canonical-json.ts'
import type { Random } from '../random.ts'
import { placed } from '../trail/sample-trail.ts'
import { type Expected, fileOf, type Manipulation } from './tampered.ts'

/** Values of a record's content that somebody might want to be others. */
function otherContent({ content }: RecordStep, random: Random): RecordStep['content'] {
  return random.pick([
    () => ({ ...content, payload: { ...asObject(content.payload), price: random.int(1_000_000) + 0.5 } }),
    () => ({ ...content, payload: {}, more: 1 }),
    () => ({ ...content, occurred_at_ms: Number(content.occurred_at_ms) - 1 - random.int(100_000) }),
    () => ({ ...content, verdict: content.verdict === 'accepted' ? 'rejected' : 'accepted' }),
    () => ({ ...content, entity_id: `${String(content.entity_id)}0` }),
    () => ({ ...content, event_type: 'order.voided' }),
    () => ({ ...content, device_id: 'till-9' }),
    () => ({ ...content, submitted_by: { $personal: 'ab'.repeat(32) } }),
  ])()
}

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

function edited({ seq, content }: RecordStep): Expected {
  return { kind: 'edited', seq, event_id: String(content.event_id) }
}

const content: Manipulation = ({ records, recordSteps }, random) => {
  const at = random.int(records.length)
  const record = pickAt(recordSteps, at)
  const other = { ...record, text: canonicalJson(otherContent(record, random)) }
  return {
    files: { 'records.ndjson': fileOf(records.with(at, line(other))) },
    // Its id may be what was changed; who reads it names what stands there.
    expected: { kind: 'edited', seq: record.seq },
  }
}

const contentAndHash: Manipulation = ({ records, recordSteps }, random) => {
  // The last one has none after it that says otherwise; that is a fork.
  const at = random.int(records.length - 1)
  const record = pickAt(recordSteps, at)
  const other = placed({ ...record, content: otherContent(record, random) })
  return {
    files: { 'records.ndjson': fileOf(records.with(at, line(other))) },
    expected: { kind: 'edited', seq: record.seq },
  }
}

const place: Manipulation = ({ records, recordSteps }, random) => {
  const at = random.int(records.length)
  const record = pickAt(recordSteps, at)
  const other = random.pick([
    () => ({ ...record, recorded_at_ms: record.recorded_at_ms + 1 + random.int(9_999) }),
    () => ({ ...record, previous: '12'.repeat(32) }),
    () => ({ ...record, entity_previous: '34'.repeat(32) }),
    () => ({ ...record, hash: '56'.repeat(32) }),
  ])()
  return { files: { 'records.ndjson': fileOf(records.with(at, line(other))) }, expected: edited(record) }
}

const revealed: Manipulation = ({ records, recordSteps }, random) => {
  let at = random.int(records.length)
  while (Object.keys(pickAt(recordSteps, at).reveal).length === 0) at = random.int(records.length)
  const record = pickAt(recordSteps, at)
  const pointer = random.pick(Object.keys(record.reveal))
  const { salt = '', value } = record.reveal[pointer] ?? {}
  const other = random.pick([
    { salt, value: `${String(value)}x` },
    { salt: salt.replace(/^./, (digit) => (digit === '0' ? '1' : '0')), value },
  ])
  const reveal = { ...record.reveal, [pointer]: other }
  return {
    files: { 'records.ndjson': fileOf(records.with(at, line({ ...record, reveal }))) },
    expected: edited(record),
  }
}

const link: Manipulation = (bundle, random) => {
  const { links, linkSteps } = bundle
  if (links.length === 0) return content(bundle, random)
  const at = random.int(links.length)
  const step = pickAt(linkSteps, at)
  const other = { ...step, content: '78'.repeat(32) }
  return {
    files: { 'links.ndjson': fileOf(links.with(at, linkLine(other).slice(0, -1))) },
    expected: { kind: 'edited', seq: step.seq },
  }
}

const erased: Manipulation = ({ records, recordSteps }, random) => {
  let at = random.int(records.length)
  while (Object.keys(pickAt(recordSteps, at).reveal).length === 0) at = random.int(records.length)
  const record = pickAt(recordSteps, at)
  return {
    files: { 'records.ndjson': fileOf(records.with(at, line({ ...record, reveal: {} }))) },
    expected: { kind: 'edited', file: 'records.ndjson' },
  }
}

const forPeople: Manipulation = ({ files }) => ({
  files: { 'records.csv': `${files['records.csv'] ?? ''}9\r\n` },
  expected: { kind: 'edited', file: 'records.csv' },
})

export const edits: readonly Manipulation[] = [
  content,
  content,
  content,
  contentAndHash,
  contentAndHash,
  place,
  place,
  revealed,
  revealed,
  link,
  erased,
  forPeople,
]

export function line(record: RecordStep): string {
  return recordLine(record).slice(0, -1)
}

export function pickAt<T>(items: readonly T[], at: number): T {
  const item = items[at]
  if (item === undefined) throw new RangeError(`there is no ${at}`)
  return item
}
