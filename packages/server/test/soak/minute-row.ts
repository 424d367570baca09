import { percentile } from '../../../../benchmarks/lib/stats.ts'
import type { Minute } from './soak.ts'

const MIB = 2 ** 20

/** A minute in figures: rates in events/s, times in ms, memory after a garbage collection in MiB (used/resident). */
export function minuteRow(minute: Minute, seconds: number): Record<string, string | number> {
  const { steady, restarted, workers, tookMs } = minute
  const sum = (of: (sample: Minute['workers'][number]) => number): number =>
    workers.reduce((total, sample) => total + of(sample), 0)
  return {
    s: Math.round(minute.atSeconds),
    'events/s': round(minute.recorded / seconds),
    'ack p50': round(percentile(tookMs, 50)),
    'ack p99': round(percentile(tookMs, 99)),
    steady: memory(steady.usedBytes, steady.residentBytes),
    restarted: memory(restarted.usedBytes, restarted.residentBytes),
    devices: memory(
      sum(({ usedBytes }) => usedBytes),
      sum(({ residentBytes }) => residentBytes),
    ),
    'sockets (steady, restarted, devices)': `${steady.sockets} ${restarted.sockets} ${sum(({ sockets }) => sockets)}`,
    timers: sum(({ timers }) => timers),
    'documents (steady, restarted, on devices)': `${steady.documents} ${restarted.documents} ${sum(({ documents }) => documents)}`,
    rows: sum(({ rows }) => rows),
    'online (away)': `${sum(({ online }) => online)} (${sum(({ away }) => away)})`,
    ended: `${minute.ending}, down ${(minute.downMs / 1_000).toFixed(1)} s`,
  }
}

function memory(usedBytes: number, residentBytes: number): string {
  return `${Math.round(usedBytes / MIB)}/${Math.round(residentBytes / MIB)}`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
