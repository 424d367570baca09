import { createTestDatabase } from '@docket/test-support/database'
import { hasRedis } from '@docket/test-support/redis'
import { expect, test } from 'vitest'
import { runNodes } from './round.ts'

// `pnpm test:nodes --rounds 50` is the long version, with seeds by chance.
test.skipIf(!hasRedis()).each([1, 3])(
  '[NOD3] [COM1] three nodes, killed and cut off in mid-load: nothing acknowledged is lost, all converge (seed %i)',
  { timeout: 180_000 },
  async (seed) => {
    const { url } = await createTestDatabase()
    const { problems, lost, acknowledged } = await runNodes(url, seed)
    expect(problems).toEqual([])
    expect(lost).toBe(0)
    expect(acknowledged).toBeGreaterThan(0)
  },
)
