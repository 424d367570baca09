import { isRow, type Row } from '../../../benchmarks/lib/report.ts'
import { slug } from '../links/slug.ts'
import { generatedPage, type Page } from '../pages.ts'
import { type Bar, barChart } from './bar-chart.ts'
import { type Benchmark, benchmarks } from './benchmarks.ts'
import { escapeText, formatDate, formatValue } from './format.ts'
import { type Run, readRuns } from './read-runs.ts'
import { type Table, tableMarkdown, tablesOf, verdict } from './tables.ts'

/** A result without a description, or the other way round. */
export class ResultsError extends Error {
  readonly code = 'results_incomplete'
}

/** The page of all results: the newest run of each benchmark. */
export function resultsPage(): Page {
  return generatedPage('results.md', resultsMarkdown(readRuns()))
}

/** @throws ResultsError */
export function resultsMarkdown(runs: ReadonlyMap<string, Run>): string {
  const unknown = [...runs.keys()].filter((name) => !(name in benchmarks))
  if (unknown.length > 0)
    throw new ResultsError(`Say in site/src/results/benchmarks.ts what these results are: ${unknown.join(', ')}`)
  const parts = Object.entries(benchmarks).flatMap(([name, benchmark]) => {
    const run = runs.get(name)
    return run === undefined ? [] : [{ benchmark, run }]
  })
  const contents = parts.map(({ benchmark: { title } }) => `- [${title}](#${slug(title)})`)
  return [INTRODUCTION, contents.join('\n'), targets(parts), ...parts.map(section)].join('\n\n')
}

interface Part {
  readonly benchmark: Benchmark
  readonly run: Run
}

const INTRODUCTION = `---
outline: 2
aside: false
pageClass: wide
---

# Results

What was measured, as it was measured: this page is made of the files in \`benchmarks/results\` when the site is built. Each benchmark is run by the command beside it, on any machine; figures of different machines cannot be compared, those of one table can. A small figure with × is the value divided by that of what it is compared with.`

function targets(parts: readonly Part[]): string {
  const rows = parts.flatMap(({ benchmark, run }) => run.report.rows.filter(isRow).map((row) => ({ benchmark, row })))
  const aimed = rows.filter(({ row }) => row.target !== undefined)
  const missed = aimed.filter(({ row }) => row.holds !== true)
  const lines = [...missed, ...aimed.filter(({ row }) => row.holds === true)].map(({ benchmark: { title }, row }) => {
    const what = [row.case, row.subject, row.metric].map(escapeText).join(' · ')
    const figure = `<span class="figure">${escapeText(formatValue(row))}${verdict(row)}</span>`
    return `| ${what}<br><small>[${title}](#${slug(title)})</small> | ${figure} |`
  })
  const head = `${aimed.length} figures have a target: ${aimed.length - missed.length} hold it, ${missed.length} miss it.`
  return ['## Targets', '', head, '', '| figure | value and target |', '| --- | ---: |', ...lines].join('\n')
}

function section({ benchmark: { title, about, script }, run: { file, report, older } }: Part): string {
  const others = older.map((path) => `[${path}](/${path})`).join(', ')
  const facts = [
    `\`pnpm ${script}\``,
    formatDate(report.at),
    report.machine,
    `[${file}](/${file})${older.length > 0 ? ` (the newest; older: ${others})` : ''}`,
  ]
  return [`## ${title}`, about, facts.join(' · '), ...tablesOf(report.rows).flatMap(tableParts)].join('\n\n')
}

function tableParts(table: Table): string[] {
  const { heading } = table
  return [`### ${escapeText(heading)}`, ...pictureOf(table), tableMarkdown(table)]
}

/** A picture of the first thing measured in which three or more differ. */
function pictureOf({ heading, by, rows }: Table): string[] {
  for (const [metric, ofMetric] of Map.groupBy(rows.filter(isRow), (row) => row.metric)) {
    const values = ofMetric.map(({ value }) => value)
    const alike = Math.max(...values) < 1.1 * Math.min(...values)
    if (ofMetric.length < 3 || alike || new Set(ofMetric.map(({ unit }) => unit)).size > 1) continue
    return [`<small>${escapeText(metric)}</small>\n\n${barChart(`${heading}: ${metric}`, ofMetric.map(barOf(by)))}`]
  }
  return []
}

function barOf(by: Table['by']): (row: Row) => Bar {
  return (row) => {
    const ours = /^docket(?! without)/.test(row.subject)
    return { label: row[by], text: formatValue(row), value: row.value, ours }
  }
}
