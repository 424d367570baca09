import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDocket } from '../../test/run-docket.ts'
import { sampleCommit, sampleEvent } from '../../test/sample-commits.ts'
import { createShopRepository, ORDER, payloads, type ShopRepository } from '../../test/shop-repository.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const { url } = await createTestDatabase()
let pool: Pool
let shop: ShopRepository

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  for (const [tenant, items] of [
    ['demo', ['tea', 'cake']],
    ['other', ['soup']],
  ] as const) {
    const events = items.map((item) => ({
      event: sampleEvent({ type: 'added', payload: { item } }),
      rejection: undefined,
      submittedBy: 'till-1',
    }))
    const readModel = { state: {}, summary: {} }
    await commitGroup(pool, [sampleCommit({ tenant, entity: 'order', id: 'a' }, { events, readModel })])
  }
  shop = await createShopRepository()
  await shop.commit({
    'src/order.ts': ORDER,
    'payloads/index.ts': payloads('{ payload: z.object({ item: z.string() }) }'),
  })
  await shop.commit({
    'src/order.ts': ORDER.replace('[...o.items, item]', '[item, ...o.items]'),
    'payloads/index.ts': payloads('{ payload: z.object({ item: z.string().max(3) }) }'),
  })
})
afterAll(async () => {
  await pool.end()
  await shop.remove()
})

test('[EVO5] [EVO6] on the command line: events by tenant, and documents folded by both commits', {
  timeout: 120_000,
}, async () => {
  const args = ['check', '--entities', 'src/order.ts', '--against', 'HEAD~1', '--ledger', '--sample', '5']
  const { code, stdout } = await runDocket(shop.folder, args, { DATABASE_URL: url })
  expect(stdout).toContain('order.added takes less than it did')
  expect(stdout).toContain('2 of 3 events in the ledger: demo 1 of version 1, other 1 of version 1')
  expect(stdout).toContain('order 2 of 2 documents have another state than they had')
  expect(stdout).toContain('demo/order/a: items')
  expect(stdout).not.toMatch(/cake|soup/)
  expect(code).toBe(1)
})
