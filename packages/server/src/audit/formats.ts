import type { AuditTrail } from './audit-trail.ts'
import { writeCsv } from './write-csv.ts'
import { writeHtml } from './write-html.ts'
import { writeJson, writeNdjson } from './write-json.ts'

export interface AuditWriter {
  readonly contentType: string
  /** Shown by a browser, or kept as a file. */
  readonly disposition: 'inline' | 'attachment'
  write(trail: AuditTrail): AsyncGenerator<string>
}

export const AUDIT_FORMATS = ['json', 'ndjson', 'csv', 'html'] as const
export type AuditFormat = (typeof AUDIT_FORMATS)[number]

export const auditWriters: Readonly<Record<AuditFormat, AuditWriter>> = {
  json: { contentType: 'application/json', disposition: 'inline', write: writeJson },
  ndjson: { contentType: 'application/x-ndjson', disposition: 'attachment', write: writeNdjson },
  csv: { contentType: 'text/csv; charset=utf-8', disposition: 'attachment', write: writeCsv },
  html: { contentType: 'text/html; charset=utf-8', disposition: 'inline', write: writeHtml },
}

export function isAuditFormat(text: string): text is AuditFormat {
  return (AUDIT_FORMATS as readonly string[]).includes(text)
}
