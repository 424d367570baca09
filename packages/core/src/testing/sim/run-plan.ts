import { enterAmbient } from './ambient.ts'
import type { Network } from './network.ts'
import { perform } from './perform.ts'
import type { Plan } from './plan.ts'
import { Random } from './random.ts'
import { settle } from './settle.ts'
import type { SimulationOptions } from './sim-options.ts'
import type { HttpQuestion } from './sim-request.ts'
import type { Violation } from './violation.ts'
import { World } from './world.ts'

/** What came out of a run. */
export interface RunResult {
  readonly violations: readonly Violation[]
  /** The same for the same seed and plan. */
  readonly hash: string
  /** What happened, line by line, if that was asked for. */
  readonly trace: readonly string[]
  /** How many events were committed. */
  readonly events: number
}

/** One run of one plan. */
export async function runPlan(plan: Plan, options: SimulationOptions): Promise<RunResult> {
  const world = new World(plan, options)
  const { loop, network, devices } = world
  const leave = enterAmbient({
    loop,
    random: new Random(options.seed, 'ambient'),
    webSocket: webSocketOf(network),
    fetch: (url, init) => network.request(questionOf(url, init)),
    origin: () => world.origin(),
  })
  try {
    world.startServer()
    for (const device of devices) device.start()
    await loop.run(0)
    for (const step of plan.steps) {
      await loop.run(step.waitMs)
      await perform(world, step)
    }
    await settle(world)
  } finally {
    leave()
  }
  const { violations, trace, server } = world
  return { violations: violations.all, hash: trace.hash, trace: trace.lines ?? [], events: server.ledger.rows.length }
}

/** As far as a transport says it to `fetch`. */
function questionOf(url: string, { method = 'GET', headers, body, signal }: RequestInit): HttpQuestion {
  if (typeof body !== 'string' || !signal) throw new TypeError('the simulated network takes texts that may be aborted')
  return { url, method, headers: Object.fromEntries(new Headers(headers)), body, signal }
}

/** What `new WebSocket(url)` gives. */
function webSocketOf(network: Network): unknown {
  return Object.assign(
    function SimulatedWebSocket() {
      return network.connect()
    },
    { OPEN: 1 },
  )
}
