import { readFileSync } from 'node:fs'
import { isRow, type Report } from '../lib/report.ts'

/** The value of one row of `benchmarks/results/<file>.json`. */
function figure(file: string, what: string, metric: string, subject = 'docket'): number {
  const path = new URL(`../results/${file}.json`, import.meta.url)
  const { rows } = JSON.parse(readFileSync(path, 'utf8')) as Report
  const row = rows.filter(isRow).find((one) => one.case === what && one.metric === metric && one.subject === subject)
  if (row === undefined) throw new Error(`${file}.json has no "${what}", "${subject}", "${metric}"`)
  return row.value
}

const SIZES = '1,000 orders of 20 events'
const perEvent = figure('sizes', SIZES, 'Postgres, all tables and indexes, an event')
const YEAR_DAYS = 365

/** Two digits that count. */
function round(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en')
}

function bytes(value: number): string {
  if (value >= 1e9) return `${round(value / 1e9)} GB`
  if (value >= 1e6) return `${round(value / 1e6)} MB`
  return value >= 1e3 ? `${round(value / 1e3)} kB` : `${round(value)} B`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

const speed = (what: string): string => round(figure('server', what, 'updates/s'))
const millis = (what: string, metric: string): string => round(figure('server', what, metric))

/** What one server serves, with Postgres and all clients on the same two cores. */
export function speedTable(): string {
  const cases = [
    '50 clients, own documents, 1,000/s',
    '50 clients, own documents, full speed',
    '1,000 clients',
    '10,000 open documents',
    '1,000 clients of 1,000 tenants',
  ]
  return table(
    ['load', 'events/s', 'acknowledged p50', 'p99', 'server CPU an event'],
    cases.map((what) => [
      what,
      speed(what),
      `${millis(what, 'acknowledged p50')} ms`,
      `${millis(what, 'acknowledged p99')} ms`,
      `${millis(what, 'server CPU an update')} µs`,
    ]),
  )
}

/** What is where, and how much. */
export function sizeTable(): string {
  const of = (metric: string): string => bytes(figure('sizes', SIZES, metric))
  const long = '1,000 events, whole'
  const onDisk = figure('long-documents', 'on disk', 'size', long) * 1_000
  return table(
    ['what', 'where', 'how much'],
    [
      ['an event, all in all', 'Postgres', bytes(perEvent)],
      ['of that, its record and the indexes', 'Postgres', of('Postgres, the ledger with its indexes, an event')],
      ['of that, its Yjs update', 'Postgres', of('Postgres, updates, an event')],
      ['a document in the read model', 'Postgres', of('Postgres, the read model, a document')],
      ['an event', 'on the wire, as a Yjs update', of('Yjs updates of an event')],
      ['an event of a document of 1,000', 'on the device', bytes(onDisk / 1_000)],
      ['an open document of 20 events', 'memory of the server', of('server heap, an open document')],
      [
        'a listed document, beside its summary',
        'memory of the device',
        bytes(
          figure(
            'device',
            'list 10,000 orders, offline, browser just started',
            'heap a listed order beyond its summary',
          ),
        ),
      ],
      ['a server, nothing open', 'its heap', `${round(figure('sizes', SIZES, 'server heap, nothing open'))} MiB`],
    ],
  )
}

interface Restaurant {
  readonly name: string
  readonly tills: number
  readonly eventsPerDay: number
}

const RESTAURANTS: readonly Restaurant[] = [
  { name: 'a café', tills: 2, eventsPerDay: 2_000 },
  { name: 'a large restaurant', tills: 15, eventsPerDay: 20_000 },
  { name: 'a chain of 50', tills: 750, eventsPerDay: 1_000_000 },
]

/** The day's events, a fifth of them in the busiest hour, and that three times as fast for moments. */
export function examplesTable(): string {
  const capacity = figure('server', '1,000 clients of 1,000 tenants', 'updates/s')
  return table(
    ['', 'tills', 'events a day', 'events/s, for moments', 'of one server', 'Postgres grows, a year'],
    RESTAURANTS.map(({ name, tills, eventsPerDay }) => {
      const rate = ((eventsPerDay * 0.2) / 3_600) * 3
      return [
        name,
        `${tills}`,
        eventsPerDay.toLocaleString('en'),
        round(rate),
        `${round((rate / capacity) * 100)} %`,
        bytes(eventsPerDay * YEAR_DAYS * perEvent),
      ]
    }),
  )
}
