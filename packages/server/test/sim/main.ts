import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { runSeeds } from './run-seeds.ts'

// Simulated runs on all cores:
//   pnpm sim [--seeds 10000] [--from 1] [--workers 2] [--steps 40] [--bail]
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    bail: { type: 'boolean', default: false },
    steps: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
})
const [seeds, from, workers] = [values.seeds, values.from, values.workers].map(Number) as [number, number, number]
const startedMs = performance.now()
const rate = (done: number): string => (done / ((performance.now() - startedMs) / 1_000)).toFixed(1)

const failed = await runSeeds({
  seeds,
  from,
  workers,
  bails: values.bail,
  ...(values.steps !== undefined && { steps: Number(values.steps) }),
  onFailure: ({ failure }) => console.log(`\n${failure}`),
  onProgress(done) {
    if (done % 500 === 0) console.log(`${done} seeds, ${rate(done)} a second`)
  },
})
console.log(`${seeds} seeds from ${from}: ${failed} failed, ${rate(seeds)} seeds a second`)
process.exitCode = failed === 0 ? 0 : 1
