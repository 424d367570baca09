import { runSimulation } from '@docket/core/testing'
import { expect, test } from 'vitest'
import { docketServer } from '../../src/testing/docket-server.ts'
import { order } from './order.ts'

const SEEDS = 300

test(`[COM1] [LOG1] [SAV1] [FLD1] [ORD1] [GAT1] in ${SEEDS} simulated runs with faults no rule is broken`, async () => {
  const failed: unknown[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations } = await runSimulation({ entities: [order], server: docketServer(), seed })
    if (violations.length > 0) failed.push({ seed, violations })
  }
  expect(failed).toEqual([])
}, 120_000)
