import { DocumentCorruptError } from '../hocuspocus/document-corrupt-error.ts'

/** What of an error may be logged: Postgres repeats values in its messages, payloads and all. */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error ? error.code : undefined
  if (isAboutValues(error, code)) return { error: error.name, code }
  const row =
    error instanceof DocumentCorruptError && error.row ? { table: error.row.table, no: error.row.no } : undefined
  return { error: error.name, code, message: error.message, stack: error.stack, ...(row && { row }) }
}

/** SQLSTATE classes: data exception, integrity violation, syntax or access, program limit exceeded. */
function isAboutValues(error: Error, code: unknown): boolean {
  return 'severity' in error && /^(22|23|42|54)/.test(String(code))
}
