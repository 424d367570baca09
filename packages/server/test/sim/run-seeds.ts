import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RunSeedOptions } from './run-seed.ts'

export interface SeedFailure {
  readonly seed: number
  readonly failure: string
}

export interface SeedsOptions {
  readonly from: number
  readonly seeds: number
  readonly workers: number
  /** Ends with the first seed that fails, and makes nothing smaller. */
  readonly bails?: boolean
  readonly steps?: number | undefined
  onFailure(failure: SeedFailure): void
  /** So many have been run. */
  onProgress(done: number): void
}

const PROGRAM = fileURLToPath(new URL('./seed-worker.ts', import.meta.url))

/** Runs seeds in several processes. Gives how many failed. */
export async function runSeeds({
  from,
  seeds,
  workers,
  bails = false,
  steps,
  onFailure,
  onProgress,
}: SeedsOptions): Promise<number> {
  let next = from
  let done = 0
  let failed = 0
  const end = (seed: number, failure: string | undefined): void => {
    onProgress(++done)
    if (failure === undefined) return
    failed++
    onFailure({ seed, failure })
  }
  const work = async (): Promise<void> => {
    let worker = start()
    for (let seed = next++; seed < from + seeds && !(bails && failed > 0); seed = next++) {
      const failure = await ask(worker, seed, { isShrunk: !bails, steps })
      if (worker.exitCode !== null) worker = start()
      end(seed, failure)
    }
    worker.kill()
  }
  await Promise.all(Array.from({ length: workers }, work))
  return failed
}

function start(): ChildProcess {
  return fork(PROGRAM, { execArgv: ['--conditions=@docket/source'] })
}

/** What is wrong with a seed; a process that ends by it is told as well. */
function ask(worker: ChildProcess, seed: number, options: RunSeedOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (failure: string | undefined): void => {
      worker.off('message', hear)
      worker.off('exit', died)
      resolve(failure)
    }
    const hear = (message: unknown): void => end((message as { readonly failure?: string }).failure)
    const died = (code: number | null): void => end(`Seed ${seed}: [error] its process ended with ${code}; see above`)
    worker.on('message', hear)
    worker.on('exit', died)
    worker.send({ seed, ...options })
  })
}
