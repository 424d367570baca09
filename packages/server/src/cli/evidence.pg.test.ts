import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { type Ended, runDocket } from '../../test/run-docket.ts'
import { seedDocument } from '../../test/seed-document.ts'
import { createSigner } from '../evidence/signing-key.ts'
import { migrate } from '../ledger/migrate.ts'
import { createPool } from '../ledger/pool.ts'

const ENTITIES = fileURLToPath(new URL('../../test/sample-order.ts', import.meta.url))
const { url } = await createTestDatabase()
let pool: Pool
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docket-evidence-'))
  await migrate(url)
  pool = await createPool(url)
  await seedDocument(pool, { tenant: 'demo', entity: 'order', id: 'a' }, { events: 3 })
})
afterAll(async () => {
  await pool.end()
  await rm(folder, { recursive: true })
})

function docket(...args: string[]): Promise<Ended> {
  return runDocket(folder, args, { DATABASE_URL: url })
}

test('[AUD4] keys are made, listed, rotated and retired', async () => {
  const made = await docket('keys', 'new')
  const { keyId } = createSigner(made.stdout, 'the new key')
  expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining(keyId) })
  const first = (await docket('keys', 'rotate')).stdout.trim()
  const second = (await docket('keys', 'rotate')).stdout.trim()
  const listed = (await docket('keys', 'list')).stdout.trim().split('\n')
  expect(listed.map((line) => line.includes('retired'))).toEqual([true, false])
  expect(listed.map((line) => line.slice(0, 64))).toEqual([first, second])
  expect((await docket('keys', 'retire', second)).code).toBe(0)
  expect(await docket('keys', 'retire', second)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^not_found: /),
  })
})

test('[AUD3] a user is erased, once, for a reason', async () => {
  const erase = ['audit', 'erase', '--tenant', 'demo', '--entities', ENTITIES]
  const reason = ['--reason', 'asked by letter']
  expect(await docket(...erase, '--user', 'ann')).toMatchObject({ stderr: expect.stringMatching(/^usage_invalid: /) })
  expect(await docket(...erase, ...reason)).toMatchObject({ stderr: expect.stringMatching(/^usage_invalid: /) })
  expect(await docket(...erase, ...reason, '--user', 'ann')).toMatchObject({
    code: 0,
    stderr: 'The user is erased; 1 documents were written anew\n',
  })
  expect(await docket(...erase, ...reason, '--user', 'ann')).toMatchObject({
    stderr: expect.stringMatching(/^not_found: /),
  })
  expect(await flawsOfChain(pool, 'demo')).toEqual([])
})

test('[AUD9] there is nothing to archive before a month has ended', async () => {
  const archive = ['archive', '--out', join(folder, 'archive')]
  expect(await docket(...archive)).toMatchObject({
    code: 0,
    stdout: '',
    stderr: 'No month ended 10 years ago or earlier\n',
  })
  expect(await docket(...archive, '--years', 'ten')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^usage_invalid: /),
  })
})
