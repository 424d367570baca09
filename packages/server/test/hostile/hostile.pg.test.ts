import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Arena } from './arena.ts'
import { families } from './families.ts'
import { runFamily } from './run-family.ts'

// `pnpm test:hostile` is the long version, with seeds by chance.
const ATTACKS = 300
const SEED = 1
const weights = families.reduce((sum, { weight }) => sum + weight, 0)

const database = await createTestDatabase()
let arena: Arena

beforeAll(async () => {
  arena = await Arena.open(database.url)
})
afterAll(() => arena.close())

test.each(families.map((family) => [family.rule, family.title, family] as const))(
  '[%s] harmless: %s',
  { timeout: 60_000 },
  async (_rule, _title, family) => {
    const count = Math.max(1, Math.round((ATTACKS * family.weight) / weights))
    const { breakthroughs } = await runFamily(arena, family, { seed: SEED, count })
    expect(breakthroughs).toEqual([])
  },
)

test('[GAT1] after all of them the ledger is whole, its documents and read model agree with it, and nothing leaks', async () => {
  expect(await arena.inspectAll()).toEqual([])
  arena.abandon()
  expect(await arena.server.usedMiB()).toBeLessThan(128)
}, 60_000)
