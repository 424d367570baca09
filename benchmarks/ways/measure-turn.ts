import type { Bench, Node } from './bench.ts'
import type { Job } from './clients/job.ts'
import { cpuFigures, readCpu } from './cpu.ts'
import type { Figures } from './figures.ts'
import { runClients } from './run-clients.ts'

/** Runs a job, and reads what the servers and Postgres use meanwhile. */
export async function measureTurn(bench: Bench, servers: readonly Node[], job: Job): Promise<Figures> {
  const running = runClients(job)
  await running.started
  const before = readCpu(bench, servers)
  const { events, figures } = await running.result
  return { ...figures, ...cpuFigures(before, readCpu(bench, servers), events) }
}
