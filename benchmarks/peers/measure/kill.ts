import { setTimeout as sleep } from 'node:timers/promises'
import type { Figure } from '../figure.ts'
import type { Peer } from '../peers.ts'
import { runLoad } from '../run-load.ts'
import type { Size } from '../size.ts'
import type { Stage } from '../stage.ts'
import { CLIENTS } from './load.ts'

const SHORTEST_MS = 1_000
const RANGE_MS = 3_000

/** Kills the server under load, and looks for what it had acknowledged where it keeps things. */
export async function measureKills(peer: Peer, stage: Stage, { kills }: Size): Promise<Figure[]> {
  let told = 0
  let gone = 0
  for (let kill = 0; kill < kills; kill++) {
    const server = await stage.start(peer)
    const job = {
      peer: peer.name,
      url: server.url,
      token: server.token,
      clients: CLIENTS,
      window: 1,
      warmUpMs: 0,
      killed: true,
    }
    const { acknowledged, count } = await runLoad(job, async () => {
      await sleep(SHORTEST_MS + Math.random() * RANGE_MS)
      await server.stop()
    })
    const stored = await peer.readStored(server.disk, Object.keys(acknowledged))
    told += count
    for (const [id, items] of Object.entries(acknowledged)) {
      const kept = new Set(stored.get(id)?.items.map((item) => item.id))
      gone += items.filter((item) => !kept.has(item)).length
    }
  }
  const figure = (metric: string, value: number): Figure => ({
    case: 'kill -9 of the server under load',
    metric,
    value,
    unit: '',
    counted: true,
  })
  return [figure('changes acknowledged', told), figure('of them not on the server’s disk', gone)]
}
