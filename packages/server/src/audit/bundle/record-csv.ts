import { rfc3339 } from '../../rfc3339.ts'
import { csvLine } from '../csv-line.ts'
import type { RecordStep } from '../verify/step.ts'

const COLUMNS = [
  'seq',
  'recorded_at',
  'occurred_at',
  'occurred_at_ms',
  'skew_ms',
  'entity_type',
  'entity_id',
  'event_id',
  'event_type',
  'schema_version',
  'actor_id',
  'device_id',
  'submitted_by',
  'payload',
  'ref',
  'verdict',
  'reject_code',
  'reject_reason',
  'hash',
] as const

/** The records of a bundle as CSV, a row each (see `writeCsv`); personal values that were erased are `(erased)`. */
export async function* recordCsv(pages: AsyncIterable<readonly RecordStep[]>): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(COLUMNS)}`
  for await (const page of pages) yield page.map((record) => csvLine(cells(record))).join('')
}

function cells({ content, reveal, seq, recorded_at_ms, hash }: RecordStep): unknown[] {
  const person = (name: string): unknown => {
    if (content[name] === null) return null
    return reveal[`/${name}`]?.value ?? '(erased)'
  }
  const shown: Readonly<Record<string, unknown>> = {
    ...content,
    seq,
    hash,
    recorded_at: rfc3339(recorded_at_ms),
    occurred_at: rfc3339(Number(content.occurred_at_ms)),
    actor_id: person('actor_id'),
    submitted_by: person('submitted_by'),
    payload: shownPayload(content.payload, reveal),
  }
  return COLUMNS.map((name) => shown[name])
}

function shownPayload(payload: unknown, reveal: RecordStep['reveal']): unknown {
  if (typeof payload !== 'object' || payload === null) return payload
  const shown: Record<string, unknown> = { ...payload }
  for (const [name, value] of Object.entries(shown)) {
    if (typeof value !== 'object' || value === null || !('$personal' in value)) continue
    shown[name] = reveal[`/payload/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`]?.value ?? '(erased)'
  }
  return shown
}
