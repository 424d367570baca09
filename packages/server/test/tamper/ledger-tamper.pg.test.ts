import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@docket/test-support/database'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/ledger/migrate.ts'
import { createPool } from '../../src/ledger/pool.ts'
import { fillLedger, testSealing } from '../trail/fill-ledger.ts'
import { startPythonVerifier } from '../trail/python-verifier.ts'
import { sampleTrail } from '../trail/sample-trail.ts'
import { type LedgerFindingKind, ledgerManipulations } from './ledger-breaks.ts'
import { disarm, type LedgerTrial, tryOneInLedger } from './run-in-ledger.ts'

const TRIES = 12
const EVENTS = 200

const { url } = await createTestDatabase()
let pool: Pool
let trial: LedgerTrial

beforeAll(async () => {
  await migrate(url)
  pool = await createPool(url)
  const sealing = await testSealing(pool)
  await fillLedger(sealing, 'demo', sampleTrail(5, EVENTS, 100).events, 25)
  const client = await pool.connect()
  await disarm(client)
  const folder = await mkdtemp(join(tmpdir(), 'docket-tamper-'))
  const python = await startPythonVerifier()
  trial = { client, tenant: 'demo', last: EVENTS, signer: sealing.signer, python, folder, seed: 5 }
})
afterAll(async () => {
  trial.client.release(true)
  await trial.python.stop()
  await rm(trial.folder, { recursive: true })
  await pool.end()
})

test.each(Object.keys(ledgerManipulations) as LedgerFindingKind[])(
  '[AUD8] what a superuser did to the ledger is found and named: %s',
  async (kind) => {
    const failures: string[] = []
    for (let no = 0; no < TRIES; no++) failures.push(...(await tryOneInLedger(trial, kind, no)))
    expect(failures).toEqual([])
  },
  120_000,
)
