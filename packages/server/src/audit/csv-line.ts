import { stringify } from 'csv-stringify/sync'

/** A row of CSV: objects as JSON, null as nothing, and no text that a spreadsheet would run. */
export function csvLine(cells: readonly unknown[]): string {
  const texts = cells.map((cell) => (typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell))
  return stringify([texts], { escape_formulas: true, record_delimiter: 'windows' })
}
