import type { Row } from '../lib/report.ts'
import { percentile } from '../lib/stats.ts'
import type { TapCost } from './tap-costs.ts'

export type TapCosts = Record<'docket' | 'setState', TapCost[]>

const TARGET_P99_MS = 5
const MEASURES = [
  { measured: 'main thread', of: ({ busyMs }: TapCost): number => busyMs },
  { measured: 'main thread, CPU', of: ({ cpuMs }: TapCost): number => cpuMs },
] as const

/** What a tap costs in the till, beside and above what it costs in a page that does only a setState. */
export function tapRows(costs: TapCosts, orders: number): Row[] {
  return MEASURES.flatMap(({ measured, of }) =>
    ([50, 99] as const).flatMap((percent) => {
      const setState = percentile(costs.setState.map(of), percent)
      const docket = percentile(costs.docket.map(of), percent)
      const row = (subject: string, value: number): Row => ({
        case: `tap to painted line, ${measured}, ${orders} open orders`,
        subject,
        metric: `p${percent}`,
        value,
        unit: 'ms',
      })
      return [
        row('setState alone', setState),
        { ...row('docket', docket), ratio_to: docket / setState, ...goal(docket, percent) },
        { ...row('docket − setState', docket - setState), ...goal(docket - setState, percent) },
      ]
    }),
  )
}

function goal(ms: number, percent: number): Pick<Row, 'target' | 'holds'> {
  return percent === 99 ? { target: `< ${TARGET_P99_MS}`, holds: ms < TARGET_P99_MS } : {}
}
