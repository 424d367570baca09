// Opens and closes many documents, and looks for what is left of them:
//   pnpm test:idle [--documents 10000]
import { parseArgs } from 'node:util'
import { KillablePostgres } from '../crash/killable-postgres.ts'
import { runIdle } from './run.ts'

const { values } = parseArgs({ options: { documents: { type: 'string', default: '10000' } } })
const startedMs = performance.now()
const postgres = await KillablePostgres.start()
try {
  const result = await runIdle(postgres, Number(values.documents))
  console.log({ ...result, usedMiB: result.usedMiB.map((mib) => mib.toFixed(2)).join(', ') })
  console.log(`${Math.round((performance.now() - startedMs) / 1000)} s`)
} finally {
  await postgres.stop()
}
