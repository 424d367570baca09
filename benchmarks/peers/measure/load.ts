import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from '../figure.ts'
import type { Peer } from '../peers.ts'
import { runLoad } from '../run-load.ts'
import type { Size } from '../size.ts'
import type { Stage } from '../stage.ts'

export const CLIENTS = 50
const WINDOW = 8
const WARM_UP_MS = 1_000

/** As fast as the server acknowledges. */
export async function measureLoad(peer: Peer, stage: Stage, { loadSeconds }: Size): Promise<Figure[]> {
  const server = await stage.start(peer)
  try {
    let cpuSeconds = 0
    let postgresSeconds = 0
    const job = {
      peer: peer.name,
      url: server.url,
      token: server.token,
      clients: CLIENTS,
      window: WINDOW,
      warmUpMs: WARM_UP_MS,
      killed: false,
    }
    const result = await runLoad(job, async () => {
      const before = server.cpuSeconds()
      const postgresBefore = stage.postgresCpuSeconds()
      await sleep(WARM_UP_MS + loadSeconds * 1000)
      cpuSeconds = server.cpuSeconds() - before
      postgresSeconds = stage.postgresCpuSeconds() - postgresBefore
    })
    const figure = (metric: string, value: number, unit: string): Figure => ({
      case: `server with ${CLIENTS} clients, each ${WINDOW} changes under way`,
      metric,
      value,
      unit,
    })
    return [
      figure('acknowledged', result.perSecond, '1/s'),
      figure('acknowledged p50', result.ackP50Ms, 'ms'),
      figure('acknowledged p99', result.ackP99Ms, 'ms'),
      figure("server's CPU a change", (cpuSeconds / result.count) * 1e6, 'µs'),
      figure("Postgres' CPU a change", (postgresSeconds / result.count) * 1e6, 'µs'),
    ]
  } finally {
    await server.stop()
  }
}
