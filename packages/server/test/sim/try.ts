import { order } from '../../../core/test/order.ts'
import { runSimulation } from '@docket/core/testing'
import { docketServer } from '../../src/testing/index.ts'
const from = Number(process.argv[2] ?? 1), n = Number(process.argv[3] ?? 1)
const t0 = process.hrtime.bigint()
let bad = 0
for (let seed = from; seed < from + n; seed++) {
  const r = await runSimulation({ entities: [order], server: docketServer(), seed, steps: 40, keepsTrace: process.argv[4] === 'trace' })
  if (r.violations.length > 0 || n < 5) { bad++; console.log(seed, r.hash, r.events, r.violations.slice(0, 4)) }
  if (process.argv[4] === 'trace') console.log(r.trace.join('\n'))
}
console.log(n, 'seeds', bad, 'bad', Number(process.hrtime.bigint() - t0) / 1e6 / n, 'ms/seed')
