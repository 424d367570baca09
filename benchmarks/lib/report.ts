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

export interface Report {
  readonly name: string
  /** RFC 3339. */
  readonly at: string
  readonly machine: string
  readonly rows: readonly Row[]
}

/** Prints the rows as a table and writes them to `benchmarks/results/<name>.json`. */
export async function report(name: string, rows: readonly Row[]): Promise<void> {
  const processors = cpus()
  const machine = `${processors[0]?.model ?? 'unknown'}, ${processors.length} cores, Node ${process.versions.node}`
  const result: Report = { name, at: new Date().toISOString(), machine, rows }
  console.log(`${name}: ${machine}`)
  console.table(
    rows.map(({ case: what, subject, metric, value, unit, ratio_to, target, holds }) => ({
      case: what,
      subject,
      metric,
      value: `${format(value)} ${unit}`,
      ratio: ratio_to === undefined ? '' : `${format(ratio_to)} ×`,
      target: target ?? '',
      holds: holds === undefined ? '' : holds ? 'yes' : 'NO',
    })),
  )
  const folder = fileURLToPath(new URL('../results/', import.meta.url))
  await mkdir(folder, { recursive: true })
  await writeFile(`${folder}${name}.json`, `${JSON.stringify(result, null, 2)}\n`)
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
