import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventId } from '@docket/core'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import { readLedger } from '../ledger.ts'
import { problemsOfNumbers } from '../ledger-checks.ts'
import { waitUntil } from '../wait-until.ts'
import { ArchivedPostgres } from './archived-postgres.ts'
import { bringAgain } from './bring-again.ts'
import { findPostgres, InstalledPostgres } from './installed-postgres.ts'
import { createShop, type Shop, tab } from './shop.ts'
import { SteadyTill } from './steady-till.ts'

const bin = findPostgres()
if (bin === undefined) console.warn('\n!!! No PostgreSQL with pg_dump on this machine: its backups are SKIPPED.\n')

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docket-backup-'))
  // For root, PostgreSQL runs as somebody else.
  await chmod(folder, 0o777)
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }))
  return folder
}

async function createClosedShop(): Promise<Shop> {
  const shop = await createShop()
  onTestFinished(() => shop.close())
  return shop
}

/** Two tills that record all the time. */
async function startTills(shop: Shop): Promise<SteadyTill[]> {
  const tills = [new SteadyTill(await shop.device('ann', 'device')), new SteadyTill(await shop.device('bob', 'device'))]
  onTestFinished(() => Promise.all(tills.map((till) => till.store.close())).then(() => undefined))
  return tills
}

async function areAhead(tills: readonly SteadyTill[]): Promise<void> {
  const goals = tills.map(({ acknowledged }) => acknowledged.length + 20)
  await waitUntil('more is committed', () =>
    tills.every(({ acknowledged }, index) => acknowledged.length > (goals[index] ?? 0)),
  )
}

/** The accepted events of a ledger that is whole. */
async function idsIn(url: string): Promise<EventId[]> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  try {
    const ledger = await readLedger(pool)
    expect(problemsOfNumbers(ledger)).toEqual([])
    expect(await verifyLedger(pool, { tenant: 'demo', entities: new Map([['tab', tab]]) })).toMatchObject({
      whole: true,
    })
    return ledger.filter(({ rejection }) => rejection === undefined).map(({ event }) => event.id)
  } finally {
    await pool.end()
  }
}

/** The server runs on a ledger that is restored: its devices bring what it lacks. */
async function allComesBack(shop: Shop, url: string, tills: readonly SteadyTill[]): Promise<void> {
  await shop.start(url)
  for (const { store } of tills) {
    await vi.waitFor(() => expect(store.status().connection).toBe('online'), { timeout: 20_000 })
    expect(await bringAgain(store, [tab])).toEqual([])
  }
  const acknowledged = tills.flatMap((till) => till.acknowledged)
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  await vi.waitFor(
    async () => {
      const { rows } = await pool.query('select from docket.audit_events where event_id = any($1)', [acknowledged])
      expect(rows).toHaveLength(acknowledged.length)
    },
    { timeout: 30_000, interval: 100 },
  )
  await pool.end()
  const ids = new Set(await idsIn(url))
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
  expect(tills.map(({ store }) => store.status().quarantined)).toEqual([0, 0])
  await shop.stop()
}

test('a base backup while the server commits, and the archived log: what was not archived the tills bring', {
  timeout: 180_000,
}, async () => {
  const postgres = await ArchivedPostgres.start(await temporaryFolder())
  onTestFinished(() => postgres.stop())
  const shop = await createClosedShop()
  await shop.start(postgres.url)
  const tills = await startTills(shop)
  await areAhead(tills)
  await postgres.baseBackup()
  await areAhead(tills)
  const archived = tills.flatMap(({ acknowledged }) => [...acknowledged])
  await postgres.archiveNow()
  await areAhead(tills)
  await Promise.all(tills.map((till) => till.stop()))
  await shop.stop()
  await postgres.destroy()

  await postgres.restore()
  const restored = new Set(await idsIn(postgres.url))
  expect(archived.filter((id) => !restored.has(id))).toEqual([])
  expect(tills.flatMap(({ acknowledged }) => acknowledged).filter((id) => !restored.has(id))).not.toEqual([])
  await allComesBack(shop, postgres.url, tills)
})

test.skipIf(bin === undefined)('pg_dump and pg_basebackup while the server commits', { timeout: 180_000 }, async () => {
  const folder = await temporaryFolder()
  const installed = new InstalledPostgres(bin ?? '', folder)
  const port = await installed.create('original')
  onTestFinished(() => installed.stop('original'))
  const urlOf = (at: number, name: string): string => `postgres://docket@127.0.0.1:${at}/${name}`
  const connect = (at: number): string[] => ['-h', '127.0.0.1', '-p', `${at}`, '-U', 'docket']
  await installed.run('createdb', ...connect(port), 'docket')
  const shop = await createClosedShop()
  await shop.start(urlOf(port, 'docket'))
  const tills = await startTills(shop)
  await areAhead(tills)
  const dump = join(folder, 'docket.dump')
  await installed.run('pg_dump', ...connect(port), '--format=custom', `--file=${dump}`, 'docket')
  await areAhead(tills)
  await installed.run(
    'pg_basebackup',
    ...connect(port),
    '-D',
    join(folder, 'base'),
    '--checkpoint=fast',
    '--wal-method=stream',
  )
  await areAhead(tills)
  await Promise.all(tills.map((till) => till.stop()))
  await shop.stop()

  await installed.run('createdb', ...connect(port), 'restored')
  await installed.run('pg_restore', ...connect(port), '--exit-on-error', '--dbname=restored', dump)
  const base = await installed.start('base')
  onTestFinished(() => installed.stop('base'))
  const whole = (await idsIn(urlOf(port, 'docket'))).length
  const [fromDump, fromBase] = [await idsIn(urlOf(port, 'restored')), await idsIn(urlOf(base, 'docket'))]
  expect(fromDump.length).toBeGreaterThan(0)
  expect(fromBase.length).toBeGreaterThan(fromDump.length)
  expect(whole).toBeGreaterThan(fromBase.length)
  await allComesBack(shop, urlOf(port, 'restored'), tills)
  await allComesBack(shop, urlOf(base, 'docket'), tills)
})
