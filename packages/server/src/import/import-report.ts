import type { ImportCounts } from './import-counts.ts'
import type { RejectedLine } from './rejected-file.ts'

/** Of each code so many are shown. */
const EXAMPLES = 3

/** Keeps the first of each code. */
export class Examples {
  readonly #byCode = new Map<string, RejectedLine[]>()

  add(lines: readonly RejectedLine[]): void {
    for (const line of lines) {
      const known = this.#byCode.get(line.code) ?? []
      if (known.length === 0) this.#byCode.set(line.code, known)
      if (known.length < EXAMPLES) known.push(line)
    }
  }

  of(code: string): readonly RejectedLine[] {
    return this.#byCode.get(code) ?? []
  }
}

/** @param unit what the source's rows are */
export function reportOf(counts: ImportCounts, examples: Examples, unit: string, isDryRun: boolean): string {
  const { rows, events, accepted, rejected, bad, left_out, no_effect, codes } = counts
  const would = isDryRun ? 'would be ' : ''
  const lines = [
    `${isDryRun ? 'Dry run, nothing is written: ' : ''}${rows} rows, ${events} events: ${accepted} ${would}accepted, ${rejected} ${would}rejected`,
  ]
  if (no_effect > 0) lines.push(`${no_effect} of the accepted do not change their entity's state`)
  if (left_out > 0) lines.push(`${left_out} rows are left out by the mapping`)
  if (bad > 0) lines.push(`${bad} rows cannot be read as events`)
  for (const [code, count] of Object.entries(codes).toSorted(([, a], [, b]) => b - a)) {
    lines.push(`${code}: ${count}`)
    for (const example of examples.of(code)) lines.push(`  ${placeOf(example, unit)}: ${example.reason}`)
  }
  return `${lines.join('\n')}\n`
}

function placeOf({ row, key, entity_id }: RejectedLine, unit: string): string {
  return key === undefined ? `${unit} ${row}` : `${unit} ${row} (key ${key}, entity ${entity_id})`
}
