// Kills browsers, keeps tills offline for a day, and lets them reconnect in every order:
//   pnpm test:device [--rounds 5] [--seed 1]
// A round that failed is run again with its own seed and `--rounds 1`.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '@docket/server'
import { order as posOrder } from '../../../examples/pos/src/order.ts'
import { order } from '../../core/order.ts'
import { openDeviceBrowser } from '../device-page.ts'
import { DISKS } from '../page/till.ts'
import { busyRules } from './busy-order.ts'
import { runKillRound } from './kill-round.ts'
import { runOfflineDay } from './offline-day.ts'
import { ORDERS_OF_THREE, runThreeTills } from './three-tills.ts'
import { startTrialServer } from './trial-server.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})
const startedMs = performance.now()
const failed = new Set<number>()
const folder = await mkdtemp(join(tmpdir(), 'docket-trials-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
const browser = await openDeviceBrowser()
// Two servers, because each knows an order of its own; tenants keep them apart in the one database.
const server = await startTrialServer(postgres.url, order)
const posServer = await startTrialServer(postgres.url, posOrder, [busyRules])
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const seed = Number(values.seed) + round
    for (const reconnecting of ORDERS_OF_THREE)
      await trial(seed, `three tills, ${reconnecting.join(', ')}`, () =>
        runThreeTills(posServer, { seed, reconnecting }),
      )
    for (const disk of DISKS) {
      await trial(seed, `killed, ${disk}`, () => runKillRound(browser, { disk, seed, when: 'saved' }))
      await trial(seed, `a day offline, ${disk}`, () => runOfflineDay(browser, server, { disk, seed }))
    }
  }
} finally {
  await browser.close()
  await Promise.all([server.close(), posServer.close()])
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
const seconds = Math.round((performance.now() - startedMs) / 1000)
console.log(`\n${values.rounds} rounds, ${failed.size} of them failed (${seconds} s)`)
if (failed.size > 0) console.log(`Seeds that failed: ${[...failed].join(', ')}`)
process.exitCode = failed.size > 0 ? 1 : 0

async function trial(
  seed: number,
  what: string,
  run: () => Promise<{ readonly problems: readonly string[] }>,
): Promise<void> {
  const { problems, ...counts } = await run().catch((error: unknown) => ({ problems: [String(error)] }))
  const numbers = Object.entries(counts).map(([name, count]) => `${name} ${count}`)
  console.log(`${problems.length === 0 ? '✓' : '✗'} seed ${seed}: ${what}: ${numbers.join(', ')}`)
  for (const problem of problems.slice(0, 10)) console.log(`    ${problem.slice(0, 2_000)}`)
  if (problems.length > 0) failed.add(seed)
}
