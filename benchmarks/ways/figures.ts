import type { Row } from '../lib/report.ts'
import { median } from '../lib/stats.ts'

/** What one turn measured, by metric. */
export type Figures = { readonly [Name in Metric]?: number }

export type Metric = keyof typeof UNITS

const UNITS = {
  'record → committed p50': 'ms',
  'record → committed p99': 'ms',
  'record → seen by another p50': 'ms',
  'record → seen by another p99': 'ms',
  'record → listed by another p50': 'ms',
  'record → listed by another p99': 'ms',
  'events/s': '1/s',
  'delivered/s': '1/s',
  'updates/s': '1/s',
  'acknowledged p50': 'ms',
  'answered p50': 'ms',
  'answered p99': 'ms',
  'server CPU an event': 'µs',
  'Postgres CPU an event': 'µs',
  'clients’ CPU an event': 'µs',
} as const

/** The figures of all turns; what is reported is the median of a subject's. */
export class Turns {
  readonly #of = new Map<string, { readonly case: string; readonly subject: string; readonly figures: Figures[] }>()

  add(what: string, subject: string, figures: Figures): void {
    const key = `${what}/${subject}`
    const turns = this.#of.get(key) ?? { case: what, subject, figures: [] }
    turns.figures.push(figures)
    this.#of.set(key, turns)
  }

  figure(what: string, subject: string, metric: Metric): number {
    const turns = this.#of.get(`${what}/${subject}`)?.figures ?? []
    return median(turns.flatMap((figures) => figures[metric] ?? []))
  }

  /** @param more what a row says besides, for example a target */
  rows(more: (row: Row & { readonly metric: Metric }) => Partial<Row> = () => ({})): Row[] {
    return [...this.#of.values()].flatMap(({ case: what, subject, figures: [first = {}] }) =>
      metricsOf(first).map((metric) => {
        const row = { case: what, subject, metric, value: this.figure(what, subject, metric), unit: UNITS[metric] }
        return { ...row, ...more(row) }
      }),
    )
  }
}

function metricsOf(figures: Figures): Metric[] {
  return (Object.keys(UNITS) as Metric[]).filter((metric) => figures[metric] !== undefined)
}
