import { expect, test } from 'vitest'
import { runSeed } from './run-seed.ts'

const SEEDS = 300

test(`[LOG1] [LOG2] [ORD1] [ORD2] [FLD1] [FLD2] [FLD3] [SAV1] [GAT1] [GAT2] [GAT3] [COM1] [COM2] [TEN1] [AUD1] ${SEEDS} simulated runs with faults break no rule`, async () => {
  const failures: string[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    const failure = await runSeed(seed)
    if (failure !== undefined) failures.push(failure)
  }
  expect(failures).toEqual([])
}, 300_000)
