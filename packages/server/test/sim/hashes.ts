import { runSimulation } from '@docket/core/testing'
import { docketServer } from '../../src/testing/docket-server.ts'
import { order } from './order.ts'

/** What happened in the runs of these seeds, a number each. */
export async function hashesOf(seeds: readonly number[]): Promise<readonly string[]> {
  const hashes: string[] = []
  for (const seed of seeds) {
    const { hash } = await runSimulation({ entities: [order], server: docketServer(), seed })
    hashes.push(hash)
  }
  return hashes
}
