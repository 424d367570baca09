import { isRow, type Line, type Row } from '../../../benchmarks/lib/report.ts'
import { escapeText, formatNumber, formatValue } from './format.ts'

/** Rows that make one table: what did it, or of cases with a single subject what was done, against what was measured. */
export interface Table {
  readonly heading: string
  readonly by: 'subject' | 'case'
  readonly rows: readonly Line[]
}

const unique = (values: readonly string[]): string[] => [...new Set(values)]
const metricsOf = (rows: readonly Line[]): string[] => unique(rows.map(({ metric }) => metric))

/** A table a case; cases of one subject that were measured alike, and follow one another, share one. */
export function tablesOf(rows: readonly Line[]): Table[] {
  const tables: Table[] = []
  for (const [heading, ofCase] of Map.groupBy(rows, (row) => row.case)) {
    const by = unique(ofCase.map(({ subject }) => subject)).length === 1 ? 'case' : 'subject'
    const last = tables.at(-1)
    if (last?.by === 'case' && by === 'case' && sameSeries(last.rows, ofCase)) {
      tables[tables.length - 1] = {
        ...last,
        heading: sharedHeading(last.heading, heading),
        rows: [...last.rows, ...ofCase],
      }
    } else {
      tables.push({ heading, by, rows: ofCase })
    }
  }
  return tables
}

function sameSeries(a: readonly Line[], b: readonly Line[]): boolean {
  const key = (rows: readonly Line[]): string => JSON.stringify([rows[0]?.subject, metricsOf(rows)])
  return key(a) === key(b)
}

/** What two headings begin with, up to a comma. */
function sharedHeading(a: string, b: string): string {
  const [ofA, ofB] = [a.split(', '), b.split(', ')]
  const length = ofA.findIndex((part, index) => part !== ofB[index])
  return ofA.slice(0, length < 0 ? ofA.length : length).join(', ') || 'By load'
}

export function tableMarkdown({ by, rows }: Table): string {
  const metrics = metricsOf(rows)
  // Where all is of one subject, the corner says of which.
  const corner = by === 'case' ? escapeText(rows[0]?.subject ?? '') : ''
  const lines = [...Map.groupBy(rows, (row) => row[by])].map(([label, ofLabel]) => {
    const cells = metrics.map((metric) =>
      ofLabel
        .filter((row) => row.metric === metric)
        .map(cell)
        .join('<br>'),
    )
    return `| ${[escapeText(label), ...cells].join(' | ')} |`
  })
  return [
    `| ${corner} | ${metrics.map(escapeText).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(metrics.length)}`,
    ...lines,
  ].join('\n')
}

function cell(row: Line): string {
  if (!isRow(row)) return `<span class="figure">${row.value}<small>${escapeText(row.why)}</small></span>`
  const ratio = row.ratio_to === undefined ? '' : `<small>${formatNumber(row.ratio_to)} ×</small>`
  return `<span class="figure">${escapeText(formatValue(row))}${ratio}${verdict(row)}</span>`
}

/** Whether a figure with a target holds it, in words. */
export function verdict({ target, holds }: Row): string {
  if (target === undefined) return ''
  return `<small class="${holds ? 'holds' : 'misses'}">${holds ? 'holds' : 'misses'} ${escapeText(target)}</small>`
}
