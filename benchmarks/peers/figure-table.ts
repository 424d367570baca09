import type { Answer, Row } from '../lib/report.ts'
import { median } from '../lib/stats.ts'
import type { Figure } from './figure.ts'
import type { Peer } from './peers.ts'

/** All figures of a run; what they are compared with is Docket's. */
export class FigureTable {
  readonly #figures = new Map<string, { readonly peer: Peer; readonly figure: Figure; readonly values: number[] }>()
  readonly #failures: Answer[] = []

  add(peer: Peer, figures: readonly Figure[]): void {
    for (const figure of figures) {
      console.error(`  ${peer.name}: ${figure.metric} ${figure.value} ${figure.unit}`)
      const key = `${figure.case}\n${figure.metric}\n${peer.name}`
      const entry = this.#figures.get(key) ?? { peer, figure, values: [] }
      entry.values.push(figure.value)
      this.#figures.set(key, entry)
    }
  }

  /** What fails is a row as well, and the others go on. */
  async measure(peer: Peer, what: string, work: () => Promise<Figure[]>): Promise<void> {
    try {
      this.add(peer, await work())
    } catch (error) {
      console.error(error)
      const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
      this.#failures.push({ case: what, subject: peer.subject, metric: 'run', value: 'not run', unit: '', why })
    }
  }

  rows(): (Row | Answer)[] {
    const entries = [...this.#figures.values()].map(({ peer, figure, values }) => ({
      peer,
      figure,
      value: figure.counted ? values.reduce((sum, value) => sum + value, 0) : median(values),
    }))
    const rows = entries.map(({ peer, figure, value }): Row => {
      const { case: what, metric, unit } = figure
      const ours = entries.find(
        (other) => other.peer.name === 'docket' && other.figure.case === what && other.figure.metric === metric,
      )
      const ratio = ours === undefined || ours.peer === peer ? Number.NaN : value / ours.value
      const row = { case: what, subject: peer.subject, metric, value, unit }
      return Number.isFinite(ratio) ? { ...row, ratio_to: ratio } : row
    })
    const places = [...new Set(rows.map((row) => `${row.case}\n${row.metric}`))]
    const place = (row: Row): number => places.indexOf(`${row.case}\n${row.metric}`)
    return [...rows.sort((a, b) => place(a) - place(b)), ...this.#failures]
  }
}
