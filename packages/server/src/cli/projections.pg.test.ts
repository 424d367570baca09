import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { runDocket } from '../../test/run-docket.ts'
import { accepted, sampleCommit } from '../../test/sample-commits.ts'
import { insertSeen, seenProjection, seenSeqs } from '../../test/seen-projection.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'
import { projectionStatuses } from '../ledger/projections.ts'
import { createLogger } from '../logger.ts'
import { runProjections } from '../projections/run-projections.ts'

const TIMEOUT = { timeout: 20_000 }
const { url } = await createTestDatabase()
let pool: Pool

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  const events = [accepted(), accepted(), accepted()]
  for (const tenant of ['good', 'bad'])
    await commitGroup(pool, [
      sampleCommit(
        { tenant, entity: 'order', id: 'a' },
        { events: tenant === 'bad' ? [accepted(), accepted()] : events },
      ),
    ])
})
afterAll(() => pool.end())

const docket = (...args: string[]) => runDocket('.', args, { DATABASE_URL: url })

test('[PRJ2] how far each is, and why it stands, is on the command line, and it can be rebuilt from there', async () => {
  const running = await runProjections({
    databaseUrl: url,
    projections: [
      seenProjection({
        version: 3,
        async apply(tx, event) {
          if (event.tenant === 'bad' && event.seq === 2) throw new RangeError('a secret of the payload')
          await insertSeen(tx, event)
        },
      }),
    ],
    logger: createLogger('silent'),
  })
  onTestFinished(() => running.close())
  await vi.waitFor(async () => {
    expect(await projectionStatuses(pool)).toMatchObject([{ failure: { seq: 2 } }, { position: 3 }])
  }, TIMEOUT)
  const { stdout } = await docket('projections', 'list')
  expect(stdout).toMatch(/^seen v3 bad position 1 lag 1 stands at 2: RangeError, \d+ times, last \d{4}-.+Z$/m)
  expect(stdout).toMatch(/^seen v3 good position 3 lag 0$/m)
  expect(stdout).not.toContain('secret')
  await pool.query('insert into seen (tenant, seq) values ($1, 99)', ['good'])
  expect(await docket('projections', 'rebuild', 'seen')).toMatchObject({ code: 0 })
  await vi.waitFor(async () => expect(await seenSeqs(pool, 'good')).toEqual([1, 2, 3]), TIMEOUT)
  for (const name of ['nothing', 'webhook:seen'])
    expect(await docket('projections', 'rebuild', name)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^not_found: /) as string,
    })
}, 120_000)
