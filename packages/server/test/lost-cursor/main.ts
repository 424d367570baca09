// Do readers that poll by number ever miss an event?
//   pnpm test:cursor [--rounds 10000] [--seed 1] [--numbering docket|sequence]
import { parseArgs } from 'node:util'
import { migrate } from '../../src/ledger/migrate.ts'
import { KillablePostgres } from '../crash/killable-postgres.ts'
import { runLostCursor } from './run.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    numbering: { type: 'string', default: 'docket' },
  },
})
const { numbering } = values
if (numbering !== 'docket' && numbering !== 'sequence') throw new Error('--numbering is docket or sequence')

const postgres = await KillablePostgres.start()
try {
  const url = await postgres.createDatabase(`cursor_${process.pid}`)
  await migrate(url)
  const result = await runLostCursor({ url, rounds: Number(values.rounds), seed: Number(values.seed), numbering })
  console.log(`seed ${values.seed}, ${numbering}:`, result)
  process.exitCode = result.missed + result.disordered > 0 ? 1 : 0
} finally {
  await postgres.stop()
}
