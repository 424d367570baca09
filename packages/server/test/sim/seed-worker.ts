import { runSeed } from './run-seed.ts'

/** Runs the seeds that it is told, one after the other, and tells what came of each. */
process.on('message', ({ seed, isShrunk }: { readonly seed: number; readonly isShrunk: boolean }) => {
  void runSeed(seed, isShrunk).then((failure) => process.send?.({ seed, failure }))
})
