import { randomUUID } from 'node:crypto'
import type { Row } from '../../lib/report.ts'
import { runLoad } from '../../server/subject.ts'
import type { Bench, Node } from '../bench.ts'
import type { JobResult } from '../clients/job.ts'
import type { Login } from '../clients/open-store.ts'
import { cpuFigures, readCpu } from '../cpu.ts'
import { Turns } from '../figures.ts'
import { runClients } from '../run-clients.ts'

const READERS = [1, 50]
const LIVE = '/v1/stream: live, 20 clients record at full speed'
const AFTERWARDS = '/v1/stream: all of it again, nobody records'

/** Events to readers of one tenant: while they are recorded, and afterwards. */
export async function measureStreams(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  await bench.withServers('websocket', 1, async (server) => {
    for (let round = 0; round < bench.rounds; round++) {
      for (const readers of READERS) {
        const login = await bench.login()
        const name = `${readers} reader${readers > 1 ? 's' : ''}`
        const measure = (record: () => Promise<number>) => measureReaders(bench, server, login, readers, record)
        const { events, figures } = await measure(() => recordAtFullSpeed(bench, server, login))
        turns.add(LIVE, name, figures)
        turns.add(AFTERWARDS, name, (await measure(() => Promise.resolve(events))).figures)
      }
    }
  })
  return turns.rows()
}

/** @param record resolves with the number of events that there are then */
async function measureReaders(
  bench: Bench,
  server: Node,
  login: Login,
  readers: number,
  record: () => Promise<number>,
): Promise<JobResult> {
  // What is there already comes while others still connect.
  const before = readCpu(bench, [server])
  const running = runClients({ kind: 'stream', ...login, host: server.host, readers })
  await running.started
  running.tell(String(await record()))
  const { events, figures } = await running.result
  return { events, figures: { ...figures, ...cpuFigures(before, readCpu(bench, [server]), events) } }
}

async function recordAtFullSpeed({ seconds }: Bench, server: Node, login: Login): Promise<number> {
  const load = { clients: 20, documents: 'own', run: randomUUID().slice(0, 8), seconds, window: 8 } as const
  const { acknowledged } = await runLoad(
    { ...load, url: `ws://${server.host}/sync`, tenants: [login] },
    () => undefined,
  )
  return acknowledged
}
