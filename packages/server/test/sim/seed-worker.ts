import { runSeed } from './run-seed.ts'

/** Runs the seeds that it is told, one after the other, and tells what came of each. */
process.on('message', (seed: number) => {
  void runSeed(seed).then((failure) => process.send?.({ seed, failure }))
})
