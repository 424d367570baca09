import type { Row } from '../../lib/report.ts'
import type { Bench, Notifications } from '../bench.ts'
import { Turns } from '../figures.ts'
import { measureTurn } from '../measure-turn.ts'

const RATE = 100
const CASE = `one client records ${RATE} events/s, another sees them`

const SUBJECTS: readonly { readonly name: string; readonly how: Notifications; readonly servers: number }[] = [
  { name: 'websocket, one server', how: 'websocket', servers: 1 },
  { name: 'redis, two servers', how: 'redis', servers: 2 },
  { name: 'postgres, two servers', how: 'postgres', servers: 2 },
  { name: 'polling, one server', how: 'polling', servers: 1 },
]

/** From a client of the first server to a client of the last one, by how the servers hear of each other's commits. */
export async function measureNotifications(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  for (let round = 0; round < bench.rounds; round++) {
    for (const { name, how, servers } of SUBJECTS) {
      await bench.withServers(how, servers, async (...nodes) => {
        const [first, last] = [nodes[0], nodes.at(-1)]
        if (first === undefined || last === undefined) throw new Error('no server runs')
        const transport = 'hocuspocusTransport'
        const other = { transport, host: last.host } as const
        const figures = await measureTurn(bench, nodes, {
          kind: 'latency',
          ...(await bench.login()),
          by: { transport, host: first.host },
          seenBy: [
            { what: 'document', by: other },
            { what: 'list', by: other },
          ],
          rate: RATE,
          seconds: bench.seconds,
        })
        turns.add(CASE, name, figures)
      })
    }
  }
  const base = 'websocket, one server'
  return turns.rows(({ metric, value }) => ({ ratio_to: value / turns.figure(CASE, base, metric) }))
}
