// Kills a server under load, again and again, and looks for what it had promised:
//   pnpm test:crash [--rounds 20] [--seed 1] [--subject docket|stock]
// A round that failed is run again with its own seed and `--rounds 1`.
import { parseArgs } from 'node:util'
import { KillablePostgres } from './killable-postgres.ts'
import { type RoundResult, runRound } from './round.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    subject: { type: 'string', default: 'docket' },
  },
})
const { subject } = values
if (subject !== 'docket' && subject !== 'stock') throw new Error('--subject is docket or stock')

const startedMs = performance.now()
const results: RoundResult[] = []
const postgres = await KillablePostgres.start()
try {
  for (let round = 0; round < Number(values.rounds); round++) {
    const seed = Number(values.seed) + round
    const result = await runRound(postgres, subject, seed).catch((error: unknown) => {
      console.log(`The round with --seed ${seed} broke off.`)
      throw error
    })
    results.push(result)
    print(result)
  }
} finally {
  await postgres.stop()
}

const sum = (of: (result: RoundResult) => number): number => results.reduce((total, result) => total + of(result), 0)
const failed = results.filter(({ lost, problems }) => lost > 0 || problems.length > 0)
const seconds = Math.round((performance.now() - startedMs) / 1000)
console.log(
  `\n${subject}: ${results.length} rounds, ${sum(({ crashes }) => crashes.length)} crashes, ` +
    `${sum(({ acknowledged }) => acknowledged)} events acknowledged, ${sum(({ lost }) => lost)} of them lost, ` +
    `${failed.length} rounds failed (${seconds} s)`,
)
if (failed.length > 0) console.log(`Seeds that failed: ${failed.map(({ seed }) => seed).join(', ')}`)
process.exitCode = failed.length > 0 ? 1 : 0

function print({ seed, devices, documents, acknowledged, crashes, lost, problems }: RoundResult): void {
  const ok = lost === 0 && problems.length === 0
  console.log(
    `${ok ? '✓' : '✗'} seed ${seed}: ${devices} devices, ${documents} documents, ${acknowledged} events; ` +
      `killed ${crashes.join(', ')}${lost > 0 ? `; LOST ${lost} acknowledged events` : ''}`,
  )
  for (const problem of problems.slice(0, 20)) console.log(`    ${problem}`)
  if (problems.length > 20) console.log(`    and ${problems.length - 20} more`)
}
