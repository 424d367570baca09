import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Entity, nextEventId } from '@docket/core'
import { createLogger, createServer, type DocketServer, type Projection } from '@docket/server'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
// Inside a package that has all of ours and zod.
const folder = join(root, 'examples/pos/node_modules/.cache/jobs')
const database = await createTestDatabase()

type AddTip = (
  server: DocketServer,
  tenant: string,
  id: string,
  eventId: string,
) => Promise<{ state: unknown; newest: unknown }>

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const page of ['README.md', 'docs/jobs.md'])
    for (const [, name = '', code = ''] of readFileSync(join(root, page), 'utf8').matchAll(
      /```tsx?\n\/\/ ([\w-]+\.tsx?)[^\n]*\n([\s\S]*?)```/g,
    ))
      writeFileSync(join(folder, name), code)
})

async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(folder, name)).href)) as T
}

test('the handle and the projection of docs/jobs.md do what they say', async () => {
  const { order } = await load<{ order: Entity }>('order.ts')
  const { sales } = await load<{ sales: Projection }>('sales.ts')
  const { addTip } = await load<{ addTip: AddTip }>('take-payment.ts')
  const server = await createServer({
    entities: [order],
    projections: [sales],
    config: { port: 0, databaseUrl: database.url, redisUrl: undefined, auth: { kind: 'development' } },
    logger: createLogger('silent'),
  })
  onTestFinished(() => server.close())
  const id = nextEventId(undefined, Date.now())
  await addTip(server, 'demo', 'o-1', id)
  const { state, newest } = await addTip(server, 'demo', 'o-1', id)
  expect(state).toMatchObject({ items: [{ name: 'Tip' }] })
  expect(newest).toMatchObject({ event: { id, by: 'ann' }, effect: { kind: 'applied' } })
  await addTip(server, 'demo', 'o-2', nextEventId(undefined, Date.now()))

  const pool = new pg.Pool({ connectionString: database.url })
  onTestFinished(() => pool.end())
  await vi.waitFor(
    async () => {
      const { rows } = await pool.query('select * from reports.sales')
      expect(rows).toEqual([{ tenant: 'demo', item: 'Tip', quantity: 2 }])
    },
    { timeout: 10_000 },
  )
})
