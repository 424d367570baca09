import type { Row } from '../../lib/report.ts'
import type { Bench, Node } from '../bench.ts'
import type { FullSpeedJob, Watching, Way } from '../clients/job.ts'
import { POLL_EVERY_MS } from '../clients/open-store.ts'
import { Turns } from '../figures.ts'
import { measureTurn } from '../measure-turn.ts'

const RATE = 100
const CLIENTS = 20
const WINDOW = 8
const AT_A_RATE = `one server, one client, ${RATE} events/s`
const FULL_SPEED = `one server, ${CLIENTS} clients, own documents, ${WINDOW} events in flight each`

interface Subject {
  readonly name: string
  readonly transport: Way['transport']
  readonly seenBy: Watching['what']
  /** Its protocol may have no word for `committed`. */
  readonly until: FullSpeedJob['until']
}

const SUBJECTS: readonly Subject[] = [
  { name: 'hocuspocusTransport', transport: 'hocuspocusTransport', seenBy: 'document', until: 'committed' },
  {
    name: `pollingTransport every ${POLL_EVERY_MS / 1_000} s`,
    transport: 'pollingTransport',
    seenBy: 'document',
    until: 'committed',
  },
  { name: 'yWebsocketTransport', transport: 'yWebsocketTransport', seenBy: 'document', until: 'seen' },
  { name: 'hocuspocusTransport, /v1/stream', transport: 'hocuspocusTransport', seenBy: 'stream', until: 'streamed' },
]

/** How soon and how fast, by transport, on one server. */
export async function measureTransports(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  await bench.withServers('websocket', 1, async (server) => {
    for (let round = 0; round < bench.rounds; round++) {
      for (const subject of SUBJECTS) await measureSubject(bench, server, subject, turns)
    }
  })
  return turns.rows()
}

async function measureSubject(bench: Bench, server: Node, subject: Subject, turns: Turns): Promise<void> {
  const { name, transport, seenBy, until } = subject
  const by = { transport, host: server.host }
  const watching: Watching = seenBy === 'stream' ? { what: seenBy, host: server.host } : { what: seenBy, by }
  const { seconds } = bench
  const latency = { kind: 'latency', ...(await bench.login()), by, seenBy: [watching], rate: RATE, seconds } as const
  turns.add(AT_A_RATE, name, await measureTurn(bench, [server], latency))
  const speed = {
    kind: 'full-speed',
    ...(await bench.login()),
    by,
    clients: CLIENTS,
    window: WINDOW,
    until,
    seconds,
  } as const
  turns.add(FULL_SPEED, name, await measureTurn(bench, [server], speed))
}
