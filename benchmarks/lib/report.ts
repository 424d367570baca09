import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** One figure of a benchmark. */
export interface Row {
  /** What was done. */
  readonly case: string
  /** What did it: ours, or what it is compared with. */
  readonly subject: string
  readonly metric: string
  readonly value: number
  readonly unit: string
  /** The value divided by that of what it is compared with. */
  readonly ratio_to?: number
  readonly target?: string
  readonly holds?: boolean
}

/** A word where there is no figure. */
export interface Answer extends Pick<Row, 'case' | 'subject' | 'metric'> {
  readonly value: 'yes' | 'partly' | 'no' | 'not run'
  readonly unit: ''
  /** What the answer rests on. */
  readonly why: string
}

/** What a report has: figures, and words where there are none. */
export type Line = Row | Answer

export function isRow(line: Line): line is Row {
  return typeof line.value === 'number'
}

export interface Report {
  readonly name: string
  /** RFC 3339. */
  readonly at: string
  readonly machine: string
  readonly rows: readonly Line[]
}

export interface ReportOptions {
  /** False: a part of a run, which is only printed. */
  readonly write?: boolean
  /** What is printed instead of the rows. */
  readonly table?: readonly Readonly<Record<string, string>>[]
  /** What is to be known of the machine besides what it is. */
  readonly machine?: string
}

/** Prints the rows as a table and writes them to `benchmarks/results/<name>.json`. */
export async function report(
  name: string,
  rows: readonly (Row | Answer)[],
  options: ReportOptions = {},
): Promise<void> {
  const processors = cpus()
  const known = `${processors[0]?.model ?? 'unknown'}, ${processors.length} cores, Node ${process.versions.node}`
  const machine = options.machine === undefined ? known : `${known}, ${options.machine}`
  const result: Report = { name, at: new Date().toISOString(), machine, rows }
  console.log(`${name}: ${machine}`)
  console.table(options.table ?? rows.map(cellsOf))
  if (options.write === false) return
  const folder = fileURLToPath(new URL('../results/', import.meta.url))
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
}

export function format(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}

function cellsOf(row: Row | Answer): Readonly<Record<string, string>> {
  const { case: what, subject, metric, value, unit } = row
  const shown = typeof value === 'number' ? format(value) : value
  const { ratio_to, target, holds }: Partial<Row> = 'why' in row ? {} : row
  return {
    case: what,
    subject,
    metric,
    value: `${shown} ${unit}`,
    ratio: ratio_to === undefined ? '' : `${format(ratio_to)} ×`,
    target: target ?? '',
    holds: holds === undefined ? '' : holds ? 'yes' : 'NO',
  }
}
