import { stringify } from 'csv-stringify/sync'

/** Rows of CSV: objects as JSON, null as nothing, and no text that a spreadsheet would run. Many at once cost less. */
export function csvLines(rows: readonly (readonly unknown[])[]): string {
  const texts = rows.map((cells) =>
    cells.map((cell) => (typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell)),
  )
  return stringify(texts, { escape_formulas: true, record_delimiter: 'windows' })
}
