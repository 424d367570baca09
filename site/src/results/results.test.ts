import { describe, expect, test } from 'vitest'
import { isRow, type Report } from '../../../benchmarks/lib/report.ts'
import { readText } from '../repository.ts'
import { benchmarks } from './benchmarks.ts'
import { newestRuns, readRuns } from './read-runs.ts'
import { resultsMarkdown } from './results-page.ts'

const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(readText('package.json'))

describe.each(Object.entries(benchmarks))('%s', (name, { script }) => {
  test('is reported by the script that the page names', () => {
    const file = scripts[script]?.split(' ').at(-1) ?? ''
    expect(readText(file)).toMatch(new RegExp(String.raw`\breport\(\s*'${name}'`))
  })
})

test('every benchmark of package.json is on the page, and nothing else', () => {
  const named = Object.values(benchmarks).map(({ script }) => script)
  expect(named.sort()).toEqual(
    Object.keys(scripts)
      .filter((script) => script.startsWith('bench:') || script === 'soak')
      .sort(),
  )
})

test('every figure of every newest run is on the page, and so is every target that is missed', () => {
  const page = resultsMarkdown(readRuns())
  for (const { file, report } of readRuns().values()) {
    expect(page).toContain(`(/${file})`)
    const missed = report.rows.filter((row) => isRow(row) && row.holds === false)
    const section = page.slice(page.indexOf(`pnpm ${benchmarks[report.name]?.script}\``)).split('\n## ')[0] ?? ''
    expect(section.match(/class="misses"/g) ?? []).toHaveLength(missed.length)
    expect(section.match(/class="figure"/g) ?? []).toHaveLength(report.rows.length)
  }
})

const run = (at: string): Report => ({ name: 'core', at, machine: 'a machine', rows: [] })

test('of several runs the newest is shown, and the others are named', () => {
  const runs = newestRuns(
    new Map([
      ['core-old.json', run('2026-01-01T00:00:00Z')],
      ['core.json', run('2026-02-01T00:00:00Z')],
    ]),
  )
  expect(runs.get('core')).toMatchObject({ file: 'core.json', older: ['core-old.json'] })
  expect(resultsMarkdown(runs)).toContain('the newest; older: [core-old.json](/core-old.json)')
})

test('a result that nobody has described is an error', () => {
  const runs = newestRuns(new Map([['x.json', { ...run('2026-01-01T00:00:00Z'), name: 'x' }]]))
  expect(() => resultsMarkdown(runs)).toThrow('Say in site/src/results/benchmarks.ts what these results are: x')
})

test('a case, a subject and a target may have characters that mean something in HTML and in tables', () => {
  const row = {
    case: 'a < b',
    subject: 's|t',
    metric: 'p50 & more',
    value: 1,
    unit: 'ms',
    target: '< 5 ms',
    holds: false,
  }
  const page = resultsMarkdown(newestRuns(new Map([['core.json', { ...run('2026-01-01T00:00:00Z'), rows: [row] }]])))
  expect(page).toContain(
    '| a &lt; b | <span class="figure">1 ms<small class="misses">misses &lt; 5 ms</small></span> |',
  )
  expect(page).toContain('### a &lt; b')
  expect(page).toContain('| s\\|t | p50 &amp; more |')
})
