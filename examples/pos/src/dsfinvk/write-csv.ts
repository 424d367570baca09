import { COLUMNS, type FileName, type Row } from './columns.ts'

/** A file of DSFinV-K: semicolons between, quotes around every cell, and a heading. */
export function writeCsv<Name extends FileName>(name: Name, rows: readonly Row<Name>[]): string {
  const columns: readonly (keyof Row<Name>)[] = COLUMNS[name]
  const lines = [columns.map(String), ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
  return lines.map((cells) => `${cells.map(quoted).join(';')}\r\n`).join('')
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}
