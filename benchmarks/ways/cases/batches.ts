import { makeBatches, sendBatches } from '../../http/batches.ts'
import type { Row } from '../../lib/report.ts'
import type { Bench, Node } from '../bench.ts'
import { cpuFigures, readCpu } from '../cpu.ts'
import { type Figures, Turns } from '../figures.ts'

const IN_FLIGHT = [1, 2, 4]
const MOST = Math.max(...IN_FLIGHT)
const TARGET = 15_000
const CASE = 'POST /v1/events/batch: 500 events over 25 new documents'

/** By how many requests are on their way; `bench:http` has more of it. */
export async function measureBatches(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  await bench.withServers('websocket', 1, async (server) => {
    // As batches, the server has done nothing yet.
    await send(bench, server, MOST)
    for (let round = 0; round < bench.rounds; round++) {
      for (const inFlight of IN_FLIGHT) turns.add(CASE, nameOf(inFlight), await send(bench, server, inFlight))
    }
  })
  return turns.rows(({ subject, metric, value }) =>
    metric === 'events/s' && subject === nameOf(MOST) ? { target: `≥ ${TARGET}`, holds: value >= TARGET } : {},
  )
}

function nameOf(inFlight: number): string {
  return `${inFlight} in flight`
}

async function send(bench: Bench, server: Node, inFlight: number): Promise<Figures> {
  const { seconds } = bench
  const { token } = await bench.login()
  const bodies = makeBatches({ inFlight, batchesOfDocument: 1, seconds })
  const before = readCpu(bench, [server])
  const { events, eventsPerSecond, p50Ms, p99Ms } = await sendBatches(server.host, token, bodies, seconds)
  return {
    'events/s': eventsPerSecond,
    'answered p50': p50Ms,
    'answered p99': p99Ms,
    ...cpuFigures(before, readCpu(bench, [server]), events),
  }
}
