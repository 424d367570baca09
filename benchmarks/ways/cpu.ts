import type { Bench, Node } from './bench.ts'
import type { Figures } from './figures.ts'

/** CPU time so far, seconds. */
export interface Cpu {
  readonly servers: number
  readonly postgres: number
}

export function readCpu(bench: Bench, servers: readonly Node[]): Cpu {
  return {
    servers: servers.map((server) => server.cpuSeconds()).reduce((a, b) => a + b),
    postgres: bench.postgresCpuSeconds(),
  }
}

export function cpuFigures(before: Cpu, after: Cpu, events: number): Figures {
  return {
    'server CPU an event': ((after.servers - before.servers) / events) * 1e6,
    'Postgres CPU an event': ((after.postgres - before.postgres) / events) * 1e6,
  }
}
