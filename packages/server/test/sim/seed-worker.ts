import { type RunSeedOptions, runSeed } from './run-seed.ts'

/** Runs the seeds that it is told, one after the other, and tells what came of each. */
process.on('message', ({ seed, ...options }: RunSeedOptions & { readonly seed: number }) => {
  void runSeed(seed, options).then((failure) => process.send?.({ seed, failure }))
})
