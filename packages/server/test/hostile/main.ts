// Attacks a server in every way that is known here, and looks after each for what must not have changed:
//   pnpm test:hostile [--attacks 4000] [--seed 1] [--only "part of a title"] [--first 17 --attacks 1]
// An attack that broke through is run again with its seed, its title and its number.
import { parseArgs } from 'node:util'
import { KillablePostgres } from '../crash/killable-postgres.ts'
import { Arena } from './arena.ts'
import { families } from './families.ts'
import { runFamily } from './run-family.ts'

const { values } = parseArgs({
  options: {
    attacks: { type: 'string', default: '4000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    only: { type: 'string', default: '' },
    first: { type: 'string', default: '0' },
  },
})
/** Above what it uses when it has just started, everything that is not needed collected. */
const MAX_GROWTH_MIB = 32
/** Of the process, between two kinds of attacks. */
const MAX_RESIDENT_MIB = 512

const startedMs = performance.now()
const seed = Number(values.seed)
const chosen = families.filter(({ title }) => title.includes(values.only))
const weights = chosen.reduce((sum, { weight }) => sum + weight, 0)
const postgres = await KillablePostgres.start()
const arena = await Arena.open(await postgres.createDatabase('hostile'))
let attacks = 0
let failures = 0
try {
  console.log(`--seed ${seed}`)
  await arena.stage()
  const warmMiB = await arena.server.usedMiB()
  let peakMiB = 0
  for (const family of chosen) {
    const count = Math.max(1, Math.round((Number(values.attacks) * family.weight) / weights))
    const familyStartedMs = performance.now()
    const { labels, breakthroughs } = await runFamily(arena, family, { seed, count, first: Number(values.first) })
    attacks += count
    failures += breakthroughs.length
    peakMiB = Math.max(peakMiB, arena.server.memoryMiB())
    const outcomes = [...labels].sort(([, a], [, b]) => b - a).map(([label, times]) => `${times} ${label}`)
    const ms = Math.round((performance.now() - familyStartedMs) / count)
    console.log(`${breakthroughs.length === 0 ? '✓' : '✗'} [${family.rule}] ${family.title}: ${count} (${ms} ms each)`)
    console.log(`    ${outcomes.slice(0, 12).join(', ')}`)
    for (const { number, message } of breakthroughs.slice(0, 5))
      console.log(`    BROKE THROUGH: number ${number}: ${message}`)
    if (arena.server.unexpectedEnd() !== undefined) break
  }
  const problems = await arena.inspectAll().catch((error: unknown) => [String(error)])
  arena.abandon()
  const grownMiB = (await arena.server.usedMiB()) - warmMiB
  if (!(grownMiB < MAX_GROWTH_MIB)) problems.push(`the server uses ${grownMiB.toFixed()} MiB more than at first`)
  if (peakMiB > MAX_RESIDENT_MIB) problems.push(`the server took ${peakMiB.toFixed()} MiB`)
  for (const problem of problems.slice(0, 20)) console.log(problem)
  failures += problems.length
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  console.log(
    `\n${attacks} attacks, ${failures} failures (${seconds} s); the server uses ${warmMiB.toFixed()} MiB at first, ` +
      `${(warmMiB + grownMiB).toFixed()} MiB at last, and took at most ${peakMiB.toFixed()} MiB`,
  )
} finally {
  await arena.close()
  await postgres.stop()
}
process.exitCode = failures > 0 ? 1 : 0
