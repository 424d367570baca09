import { randomUUID } from 'node:crypto'
import type { Row } from '../../lib/report.ts'
import { runLoad } from '../../server/subject.ts'
import type { Bench, Node } from '../bench.ts'
import { type Cpu, cpuFigures, readCpu } from '../cpu.ts'
import { type Figures, Turns } from '../figures.ts'

const LOADS = 2
const CLIENTS = 25
const WINDOW = 8
const TARGET = 1.6

const CASES = {
  'two tenants': { tenants: 2 },
  'one tenant': { tenants: 1 },
} as const

/** The same clients on one server and on two: two processes with 25 clients each, and a document for each of them. */
export async function measureTwoServers(bench: Bench): Promise<Row[]> {
  const turns = new Turns()
  for (let round = 0; round < bench.rounds; round++) {
    for (const [name, { tenants }] of Object.entries(CASES)) {
      await bench.withServers('websocket', 1, async (...nodes) => {
        turns.add(caseOf(name), 'one server', await measureLoads(bench, nodes, tenants))
      })
      await bench.withServers('redis', 2, async (...nodes) => {
        turns.add(caseOf(name), 'two servers', await measureLoads(bench, nodes, tenants))
      })
    }
  }
  return turns.rows(({ case: what, subject, metric, value }) => {
    if (subject === 'one server') return {}
    const ratio_to = value / turns.figure(what, 'one server', metric)
    if (metric !== 'updates/s') return { ratio_to }
    const target = `≥ ${TARGET} × one server (clients, Postgres and servers share the cores of this machine)`
    return { ratio_to, target, holds: ratio_to >= TARGET }
  })
}

function caseOf(name: string): string {
  return `${LOADS * CLIENTS} clients of ${name}, own documents, full speed`
}

async function measureLoads(bench: Bench, nodes: readonly Node[], tenants: number): Promise<Figures> {
  const logins = await Promise.all(Array.from({ length: tenants }, () => bench.login()))
  const run = (onStarted: () => void) =>
    Promise.all(
      Array.from({ length: LOADS }, (_, index) => {
        const [node, login] = [nodes[index % nodes.length], logins[index % logins.length]]
        if (node === undefined || login === undefined) throw new Error('no server runs')
        const load = {
          clients: CLIENTS,
          documents: 'own',
          run: randomUUID().slice(0, 8),
          seconds: bench.seconds,
          window: WINDOW,
        } as const
        return runLoad({ ...load, url: `ws://${node.host}/sync`, tenants: [login] }, onStarted)
      }),
    )

  let before: Cpu | undefined
  const results = await run(() => {
    before ??= readCpu(bench, nodes)
  })
  if (before === undefined) throw new Error('the load generators did not start')
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b)
  return {
    'updates/s': sum(results.map(({ updatesPerSecond }) => updatesPerSecond)),
    'acknowledged p50': sum(results.map(({ ackP50Ms }) => ackP50Ms)) / results.length,
    ...cpuFigures(before, readCpu(bench, nodes), sum(results.map(({ acknowledged }) => acknowledged))),
  }
}
