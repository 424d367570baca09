import { createTestDatabase } from '@docket/test-support/database'
import { expect, test } from 'vitest'
import { migrate } from '../../src/ledger/migrate.ts'
import { runLostCursor } from './run.ts'

// `pnpm test:cursor --rounds 10000` is the long version.
test('[COM2] readers miss nothing of writers that commit out of order, roll back and stay idle', async () => {
  const { url } = await createTestDatabase()
  await migrate(url)
  const { commits, rollbacks, ...flaws } = await runLostCursor({ url, rounds: 300, seed: 1, numbering: 'docket' })
  expect(flaws).toEqual({ missed: 0, disordered: 0 })
  expect([commits > 150, rollbacks > 10]).toEqual([true, true])
})

test('[COM2] with numbers from a sequence the same readers miss some', async () => {
  const { url } = await createTestDatabase()
  const { missed } = await runLostCursor({ url, rounds: 300, seed: 1, numbering: 'sequence' })
  expect(missed).toBeGreaterThan(0)
})
