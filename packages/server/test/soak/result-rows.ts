import type { Row } from '../../../../benchmarks/lib/report.ts'
import { median, percentile } from '../../../../benchmarks/lib/stats.ts'
import { isGrossLeak, type MemoryTrend, memoryTrends } from './memory.ts'
import type { Minute, SoakResult } from './soak.ts'

const MIB = 2 ** 20

/** The trends of all processes that live as long as the run; of the restarted server, of what each holds at its end. */
export function trendsOf(minutes: readonly Minute[]): MemoryTrend[] {
  const workers = minutes[0]?.workers.length ?? 0
  const server = (name: 'steady' | 'restarted'): MemoryTrend[] =>
    memoryTrends(
      `${name} server`,
      minutes.map(({ atSeconds, [name]: usage }) => ({ atSeconds, ...usage })),
    )
  const devices = Array.from({ length: workers }, (_, index) =>
    memoryTrends(
      `devices ${index}`,
      minutes.flatMap(({ atSeconds, workers: samples }) => {
        const sample = samples[index]
        return sample === undefined ? [] : { atSeconds, ...sample }
      }),
    ),
  )
  return [...server('steady'), ...server('restarted'), ...devices.flat()]
}

export function resultRows(what: string, result: SoakResult, trends: readonly MemoryTrend[]): Row[] {
  const { minutes, recorded, acknowledged, lost, compared, left, problems } = result
  const row = (subject: string, metric: string, value: number, unit: string): Row => ({
    case: what,
    subject,
    metric,
    value,
    unit,
  })
  const mustBeNone = (subject: string, metric: string, value: number): Row => ({
    ...row(subject, metric, value, ''),
    target: 'none',
    holds: value === 0,
  })
  const ends = [minutes.slice(0, Math.floor(minutes.length / 2)), minutes.slice(Math.floor(minutes.length / 2))]
  return [
    row('all', 'recorded', recorded, 'events'),
    row('all', 'acknowledged', acknowledged, 'events'),
    mustBeNone('all', 'acknowledged and lost', lost),
    mustBeNone('all', 'problems', problems.length),
    row('devices', 'documents compared with a replay', compared, ''),
    ...ends.flatMap((half, index) =>
      [50, 99].map((percent) => {
        const each = half.map(({ tookMs }) => percentile(tookMs, percent))
        return row('devices', `acknowledged p${percent}, half ${index + 1}`, median(each), 'ms')
      }),
    ),
    ...trends.flatMap((trend): Row[] => {
      if (trend.trend === undefined) return []
      const target = `at most ${trend.boundMiBPerMinute.toFixed(2)}, three standard errors (${trend.trend.error.toFixed(2)} each) off`
      return [{ ...row(trend.what, 'slope', trend.trend.slope, 'MiB/min'), target, holds: !isGrossLeak(trend) }]
    }),
    row('steady server', 'used when everybody has left', left.usedBytes / MIB, 'MiB'),
    mustBeNone('steady server', 'documents when everybody has left', left.documents),
  ]
}
