// Many clients that load a server, a process of its own: reads a LoadJob, prints a line when the first change is acknowledged, works until
// it is told to end (another line), and prints a LoadResult. The server may be killed meanwhile.
import { createInterface } from 'node:readline'
import { percentile } from '../lib/stats.ts'
import { STARTED } from '../server/load.ts'
import type { PeerName } from './page/main.ts'
import type { ConnectClient, Login } from './peer.ts'
import { itemOf, orderId } from './work.ts'

export interface LoadJob extends Login {
  readonly peer: PeerName
  readonly clients: number
  /** Changes of a client that are under way at once. */
  readonly window: number
  /** Times and counts begin after so long. */
  readonly warmUpMs: number
  /** The server is killed meanwhile, so that not all of it is answered. */
  readonly killed: boolean
}

export interface LoadResult {
  /** Of each order the items of which the server said that it has them. */
  readonly acknowledged: Readonly<Record<string, readonly string[]>>
  readonly count: number
  readonly perSecond: number
  readonly ackP50Ms: number
  readonly ackP99Ms: number
}

const ITEMS_OF_ORDER = 20
const ORDERS_OF_CLIENT = 1_000_000

async function run(job: LoadJob, end: Promise<void>): Promise<LoadResult> {
  const { connectClient }: { connectClient: ConnectClient } = await import(`./${job.peer}/client.ts`)
  const clients = await Promise.all(Array.from({ length: job.clients }, () => connectClient(job)))
  const acknowledged: Record<string, string[]> = {}
  const ackMs: number[] = []
  let ended = false
  let count = 0
  let startedAt = Number.POSITIVE_INFINITY
  for (const [index, client] of clients.entries()) {
    let next = 0
    const work = async (): Promise<void> => {
      while (!ended) {
        const n = next++
        const id = orderId(index * ORDERS_OF_CLIENT + Math.floor(n / ITEMS_OF_ORDER))
        const item = itemOf(`item-${n % ITEMS_OF_ORDER}`, n)
        const sentAt = performance.now()
        await client.add(id, n % ITEMS_OF_ORDER, item)
        if (ended) return
        if (count === 0) {
          startedAt = performance.now()
          console.log(STARTED)
        }
        acknowledged[id] ??= []
        acknowledged[id].push(item.id)
        count++
        if (performance.now() - startedAt < job.warmUpMs) continue
        ackMs.push(performance.now() - sentAt)
      }
    }
    const onError = (error: unknown): void => {
      if (!job.killed) throw error
    }
    for (let lane = 0; lane < job.window; lane++) work().catch(onError)
  }
  await end
  ended = true
  const perSecond = ackMs.length / ((performance.now() - startedAt - job.warmUpMs) / 1000)
  const [ackP50Ms, ackP99Ms] = [percentile(ackMs, 50), percentile(ackMs, 99)]
  return { acknowledged, count, perSecond, ackP50Ms, ackP99Ms }
}

if (import.meta.main) {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  const job: LoadJob = JSON.parse((await lines.next()).value ?? '')
  const result = await run(
    job,
    lines.next().then(() => undefined),
  )
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}
