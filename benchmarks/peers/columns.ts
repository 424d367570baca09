import { type Answer, format, type Row } from '../lib/report.ts'
import type { Peer } from './peers.ts'

/** The rows as a table with a column a peer. */
export function inColumns(rows: readonly (Row | Answer)[], peers: readonly Peer[]): Record<string, string>[] {
  const lines = Map.groupBy(rows, (row) => `${row.case}: ${row.metric}${row.unit === '' ? '' : ` (${row.unit})`}`)
  return [...lines].map(([what, cells]) => {
    const columns = peers.map(({ name, subject }) => {
      const value = cells.find((row) => row.subject === subject)?.value ?? ''
      return [name, typeof value === 'number' ? format(value) : value]
    })
    return { what, ...Object.fromEntries(columns) }
  })
}
