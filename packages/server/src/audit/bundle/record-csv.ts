import type { JsonObject } from '@docket/core'
import type { RecordRow } from '../../ledger/read-records.ts'
import { memberOf } from '../../ledger/record-content.ts'
import { rfc3339 } from '../../rfc3339.ts'
import { csvLines } from '../csv-lines.ts'

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
export async function* recordCsv(pages: AsyncIterable<readonly RecordRow[]>): AsyncGenerator<string> {
  yield `\uFEFF${csvLines([COLUMNS])}`
  for await (const page of pages) yield csvLines(page.map(cells))
}

function cells(row: RecordRow): unknown[] {
  const shown: Readonly<Record<string, unknown>> = {
    ...row,
    recorded_at: rfc3339(Number(row.recorded_at_ms)),
    occurred_at: rfc3339(Number(row.occurred_at_ms)),
    actor_id: row.actor_id !== null && row.actor_salt === null ? ERASED : row.actor_id,
    submitted_by: row.submitter_salt === null ? ERASED : row.submitted_by,
    payload: row.personal !== null && row.salt === null ? withoutPersonal(row.payload, row.personal) : row.payload,
  }
  return COLUMNS.map((name) => shown[name])
}

const ERASED = '(erased)'

function withoutPersonal(payload: JsonObject, personal: Readonly<Record<string, string>>): JsonObject {
  return { ...payload, ...Object.fromEntries(Object.keys(personal).map((pointer) => [memberOf(pointer), ERASED])) }
}
