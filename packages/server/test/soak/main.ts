// A busy house for an hour: devices come and go, networks flap, one clock is wrong, a server ends every minute.
//   pnpm soak [--minutes 60] [--seed 1] [--devices 200]
// It prints a line a minute and writes benchmarks/results/soak.json.
import { parseArgs } from 'node:util'
import { report } from '../../../../benchmarks/lib/report.ts'
import { KillablePostgres } from '../crash/killable-postgres.ts'
import { isGrossLeak } from './memory.ts'
import { minuteRow } from './minute-row.ts'
import { resultRows, trendsOf } from './result-rows.ts'
import { type Minute, runSoak } from './soak.ts'

const MINUTE = 60
const WORKERS = 4
const SHOWN = 20

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    devices: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
  },
})
const seconds = Number(values.minutes) * MINUTE
const options = {
  seconds,
  devices: Number(values.devices),
  seed: Number(values.seed),
  restartEverySeconds: MINUTE,
  workers: WORKERS,
}
const what = `${values.minutes} min, ${values.devices} devices, seed ${values.seed}`
const postgres = await KillablePostgres.start()
try {
  console.log(what)
  const result = await runSoak(await postgres.createDatabase(`soak_${process.pid}`), options, print)
  const trends = trendsOf(result.minutes)
  await report('soak', resultRows(what, result, trends))
  for (const problem of result.problems.slice(0, SHOWN)) console.log(problem)
  if (result.problems.length > 0 || result.lost > 0 || trends.some(isGrossLeak)) process.exitCode = 1
} finally {
  await postgres.stop()
}

function print(minute: Minute): void {
  console.log(
    Object.entries(minuteRow(minute, MINUTE))
      .map(([name, value]) => `${name} ${value}`)
      .join(' · '),
  )
}
