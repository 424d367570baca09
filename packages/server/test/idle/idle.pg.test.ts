import { afterAll, beforeAll, expect, test } from 'vitest'
import { KillablePostgres } from '../crash/killable-postgres.ts'
import { runIdle } from './run.ts'

// `pnpm test:idle` is the long version, with 10,000 documents; DOCKET_TEST_DOCUMENTS another number here.
const DOCUMENTS = Number(process.env.DOCKET_TEST_DOCUMENTS ?? 500)

let postgres: KillablePostgres

beforeAll(async () => {
  postgres = await KillablePostgres.start()
})
afterAll(() => postgres.stop())

test('[DOC3] documents that nobody has open leave nothing in memory', { timeout: 300_000 }, async () => {
  const { documents, incomplete, left, usedMiB, snapshots, ...parting } = await runIdle(postgres, DOCUMENTS)
  expect({ incomplete, left, snapshots }).toEqual({ incomplete: 0, left: 0, snapshots: documents })
  // The first fifth warms up. A document with its actor takes some 25 KiB.
  expect(usedMiB).toHaveLength(5)
  expect((usedMiB[4] ?? 0) - (usedMiB[1] ?? 0)).toBeLessThan(4)
  // Some were on their way when the connection ended: whatever was committed is in the document.
  expect(parting.partingMissing).toBe(0)
  expect(parting.partingCommitted).toBeGreaterThan(0)
})
