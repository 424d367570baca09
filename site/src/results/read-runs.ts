import { globSync } from 'node:fs'
import type { Report } from '../../../benchmarks/lib/report.ts'
import { ROOT, readText } from '../repository.ts'

/** The newest run of a benchmark, and the files of the older ones. */
export interface Run {
  readonly file: string
  readonly report: Report
  readonly older: readonly string[]
}

/** The newest run of each benchmark of `benchmarks/results`, by its name. */
export function readRuns(): Map<string, Run> {
  const files = globSync('benchmarks/results/*.json', { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'))
  return newestRuns(new Map(files.sort().map((file) => [file, JSON.parse(readText(file))])))
}

export function newestRuns(reports: ReadonlyMap<string, Report>): Map<string, Run> {
  const runs = Map.groupBy(reports, ([, { name }]) => name)
  return new Map(
    [...runs].map(([name, all]) => {
      const [newest, ...rest] = all.toSorted(([, a], [, b]) => Date.parse(b.at) - Date.parse(a.at))
      if (newest === undefined) throw new Error(`${name} has no run`)
      return [name, { file: newest[0], report: newest[1], older: rest.map(([file]) => file) }]
    }),
  )
}
