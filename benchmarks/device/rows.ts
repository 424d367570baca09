import type { Row } from '../lib/report.ts'
import { median, percentile } from '../lib/stats.ts'
import { TARGET_KB } from './client-size.ts'
import { type ColdStarts, ON_DISK } from './measure-cold-starts.ts'
import { type Beside, ORDERS, type WarmPage } from './measure-warm-page.ts'
import type { SaveTimes } from './page/record-to-saved.ts'
import { DISKS } from './page/till.ts'
import type { Reconnects } from './reconnect/measure-reconnects.ts'

const atMost = (value: number, limit: number, unit: string): Pick<Row, 'target' | 'holds'> => ({
  target: `≤ ${limit} ${unit}`.trim(),
  holds: value <= limit,
})

export function listRows({ docket, bare, heapBytesARow }: ColdStarts['list']): Row[] {
  const what = 'list 10,000 orders, offline, browser just started'
  const row = (subject: string, metric: string, value: number): Row => ({
    case: what,
    subject,
    metric,
    value,
    unit: 'ms',
  })
  const painted = median(docket.paintedMs)
  const bytes = median(heapBytesARow)
  return [
    row('all rows by one getAll', 'first 50 rows', median(bare.rowsMs)),
    row('all rows by one getAll', 'first 50 rows painted', median(bare.paintedMs)),
    row('docket', 'first 50 rows', median(docket.rowsMs)),
    {
      ...row('docket', 'first 50 rows painted', painted),
      ratio_to: painted / median(bare.paintedMs),
      ...atMost(painted, 50, 'ms'),
    },
    {
      case: what,
      subject: 'docket',
      metric: 'heap a listed order beyond its summary',
      value: bytes,
      unit: 'B',
      ...atMost(bytes, 200, 'B'),
    },
  ]
}

export function openRows(open: ColdStarts['open']): Row[] {
  const stock = median(open.stock)
  const row = (subject: string, value: number): Row => ({
    case: 'open one order of 20 events from disk, 1,000 there',
    subject,
    metric: 'p50',
    value,
    unit: 'ms',
  })
  return [
    row('stock y-indexeddb, not folded', stock),
    ...DISKS.map((disk) => {
      const value = median(open[disk])
      return { ...row(`docket, ${disk}`, value), ratio_to: value / stock, ...atMost(value, 10, 'ms') }
    }),
  ]
}

export function savedRows(rounds: readonly SaveTimes[]): Row[] {
  const figure = (subject: keyof SaveTimes, percent: number): number =>
    median(rounds.map((times) => percentile(times[subject], percent)))
  return ([50, 99] as const).flatMap((percent) => {
    const bare = figure('bare', percent)
    const row = (subject: string, value: number): Row => ({
      case: 'record → saved',
      subject,
      metric: `p${percent}`,
      value,
      unit: 'ms',
    })
    return [
      row('bare strict transaction', bare),
      ...DISKS.map((disk) => {
        const value = figure(disk, percent)
        const ratio = value / bare
        return {
          ...row(`docket, ${disk}`, value),
          ratio_to: ratio,
          ...atMost(ratio, percent === 50 ? 2 : 3, '× bare'),
        }
      }),
    ]
  })
}

export function speedRows({ state, list }: WarmPage): Row[] {
  return [
    ...besideRows('record → state, 1,000 events in the order', state, 200),
    ...besideRows(`list anew after one event, ${ORDERS.toLocaleString('en')} orders × 20 events`, list, 500),
  ]
}

function besideRows(what: string, rounds: readonly Beside[], timesFaster: number): Row[] {
  const docket = median(rounds.map((round) => median(round.docket)))
  const dexie = median(rounds.map((round) => median(round.dexie)))
  const row = (subject: string, value: number): Row => ({ case: what, subject, metric: 'p50', value, unit: 'ms' })
  return [
    row('Dexie event table', dexie),
    {
      ...row('docket', docket),
      ratio_to: docket / dexie,
      target: `≥ ${timesFaster} × faster`,
      holds: dexie / docket >= timesFaster,
    },
    { ...row('docket is faster by', dexie / docket), unit: '×' },
  ]
}

export function reconnectRows({ docket, stock }: Reconnects): Row[] {
  const [ours, theirs] = [median(docket), median(stock)]
  const row = (subject: string, value: number): Row => ({
    case: 'reconnect, 500 offline events in 100 orders → all seen by another client',
    subject,
    metric: 'median',
    value,
    unit: 'ms',
  })
  return [
    row('stock Hocuspocus and provider, nothing stored', theirs),
    {
      ...row('docket, all committed', ours),
      ratio_to: ours / theirs,
      target: '< 1,000 ms, ≤ 1.5 × stock',
      holds: ours < 1000 && ours / theirs <= 1.5,
    },
  ]
}

export function coldStartRows(starts: ColdStarts['starts']): Row[] {
  const [few, many] = ON_DISK
  const row = (subject: string, count: number, value: number): Row => ({
    case: `cold start until lists are complete, ${count.toLocaleString('en')} documents on disk`,
    subject,
    metric: 'median',
    value,
    unit: 'ms',
  })
  return [
    row('stock y-indexeddb, opening all', few, median(starts.stock)),
    ...DISKS.flatMap((disk) => {
      const [fewer, more] = [median(starts[disk][few]), median(starts[disk][many])]
      return [
        row(`docket, ${disk}`, few, fewer),
        {
          ...row(`docket, ${disk}`, many, more),
          ratio_to: more / fewer,
          ...atMost(more / fewer, 1.5, `× with ${few}`),
        },
      ]
    }),
  ]
}

export function sizeRows(kb: Readonly<Record<'docket' | 'oneDatabase' | 'tanstack', number>>): Row[] {
  const row = (subject: string, value: number): Row => ({
    case: 'whole client, React outside',
    subject,
    metric: 'min + gzip',
    value,
    unit: 'kB',
  })
  const ours = (subject: string, value: number): Row => ({
    ...row(subject, value),
    ratio_to: value / kb.tanstack,
    ...atMost(value, TARGET_KB, 'kB'),
  })
  return [
    row('TanStack DB with React, query, Electric, offline transactions', kb.tanstack),
    ours('docket, indexeddbStorage', kb.docket),
    ours('docket, oneDatabaseStorage', kb.oneDatabase),
  ]
}
