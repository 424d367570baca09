import { randomUUID } from 'node:crypto'
import type { Row } from '../../lib/report.ts'
import { runLoad } from '../../server/subject.ts'
import type { Bench, Node } from '../bench.ts'
import { cpuFigures, readCpu } from '../cpu.ts'
import { type Figures, Turns } from '../figures.ts'
import { runClients } from '../run-clients.ts'

const READERS = [1, 50]
const CASES = {
  'live, 20 clients record at full speed': { isLive: true },
  'all that is there, nobody records': { isLive: false },
}

/** Events to readers of one tenant: while they are recorded, and afterwards. */
export async function measureStreams(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  await bench.withServers('websocket', 1, async (server) => {
    for (let round = 0; round < bench.rounds; round++) {
      for (const [name, { isLive }] of Object.entries(CASES)) {
        for (const readers of READERS) {
          const figures = await measureReaders(bench, server, readers, isLive)
          turns.add(`/v1/stream: ${name}`, `${readers} reader${readers > 1 ? 's' : ''}`, figures)
        }
      }
    }
  })
  return turns.rows()
}

async function measureReaders(bench: Bench, server: Node, readers: number, isLive: boolean): Promise<Figures> {
  const login = await bench.login()
  const load = async (): Promise<number> => {
    const { acknowledged } = await runLoad(
      {
        url: `ws://${server.host}/sync`,
        tenants: [login],
        clients: 20,
        documents: 'own',
        run: randomUUID().slice(0, 8),
        seconds: bench.seconds,
        window: 8,
      },
      () => undefined,
    )
    return acknowledged
  }
  const there = isLive ? undefined : await load()
  const running = runClients({ kind: 'stream', ...login, host: server.host, readers })
  await running.started
  const before = readCpu(bench, [server])
  running.tell(String(there ?? (await load())))
  const { events, figures } = await running.result
  return { ...figures, ...cpuFigures(before, readCpu(bench, [server]), events) }
}
