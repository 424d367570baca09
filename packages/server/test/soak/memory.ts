import { type Trend, trendOf } from './trend.ts'

/** What a process holds after a garbage collection. */
export interface MemorySample {
  readonly atSeconds: number
  readonly usedBytes: number
  readonly residentBytes: number
  readonly heapLimitBytes: number
}

export interface MemoryTrend {
  readonly what: string
  /** MiB a minute, over the second half of the run. */
  readonly trend: Trend | undefined
  readonly boundMiBPerMinute: number
}

const MINUTES_OF_A_DAY = 1_440
const MIB = 2 ** 20

/**
 * The trends of one process. A leak is gross when the process would not live for a day with it: when what is free of its
 * heap at the end of the run would be full after 24 hours.
 */
export function memoryTrends(process: string, samples: readonly MemorySample[]): MemoryTrend[] {
  const last = samples.at(-1)
  if (last === undefined) return []
  const secondHalf = samples.filter(({ atSeconds }) => atSeconds >= last.atSeconds / 2)
  const boundMiBPerMinute = (last.heapLimitBytes - last.usedBytes) / MIB / MINUTES_OF_A_DAY
  const trend = (of: (sample: MemorySample) => number): Trend | undefined =>
    trendOf(secondHalf.map((sample) => [sample.atSeconds / 60, of(sample) / MIB]))
  return [
    { what: `${process}, used`, trend: trend(({ usedBytes }) => usedBytes), boundMiBPerMinute },
    { what: `${process}, resident`, trend: trend(({ residentBytes }) => residentBytes), boundMiBPerMinute },
  ]
}

/** Is it sure that the slope is beyond the bound? A value three standard errors off is no accident. */
export function isGrossLeak({ trend, boundMiBPerMinute }: MemoryTrend): boolean {
  return trend !== undefined && trend.slope - 3 * trend.error > boundMiBPerMinute
}
