// Three servers on one Postgres, with Redis or without; nodes and Redis are killed and cut off under load:
//   pnpm test:nodes [--rounds 20] [--seed 1]
// A round that failed is run again with its own seed and `--rounds 1`.
import { parseArgs } from 'node:util'
import { KillablePostgres } from '../crash/killable-postgres.ts'
import { type NodesResult, runNodes } from './round.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})

const startedMs = performance.now()
const results: NodesResult[] = []
const postgres = await KillablePostgres.start()
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const seed = Number(values.seed) + round
    const database = `nodes_${seed}_${process.pid}`
    const result = await runNodes(await postgres.createDatabase(database), seed).catch((error: unknown) => {
      console.log(`The round with --seed ${seed} broke off.`)
      throw error
    })
    await postgres.dropDatabase(database)
    results.push(result)
    print(result)
  }
} finally {
  await postgres.stop()
}

const failed = results.filter(({ lost, problems }) => lost > 0 || problems.length > 0)
const sum = (of: (result: NodesResult) => number): number => results.reduce((total, result) => total + of(result), 0)
console.log(
  `\n${results.length} rounds, ${sum(({ troubles }) => troubles.length)} troubles, ` +
    `${sum(({ acknowledged }) => acknowledged)} events acknowledged, ${sum(({ lost }) => lost)} of them lost, ` +
    `${failed.length} rounds failed (${Math.round((performance.now() - startedMs) / 1000)} s)`,
)
if (failed.length > 0) console.log(`Seeds that failed: ${failed.map(({ seed }) => seed).join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0

function print({ seed, notifications, devices, acknowledged, troubles, lost, problems }: NodesResult): void {
  const ok = lost === 0 && problems.length === 0
  console.log(
    `${ok ? '✓' : '✗'} seed ${seed}: ${notifications}, ${devices} devices, ${acknowledged} events; ${troubles.join(', ')}` +
      `${lost > 0 ? `; LOST ${lost} acknowledged events` : ''}`,
  )
  for (const problem of problems.slice(0, 20)) console.log(`    ${problem}`)
}
