import { readFile } from 'node:fs/promises'
import type { Store } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { verifyLedger } from '../../src/audit/verify/verify-ledger.ts'
import type { Limits } from '../../src/gate/limits.ts'
import { readLedger } from '../ledger.ts'
import { problemsOfNumbers } from '../ledger-checks.ts'
import { bringAgain } from './bring-again.ts'
import { copyDatabase } from './copy-database.ts'
import { createShop, type Shop, tab } from './shop.ts'

const PATIENT = { timeout: 20_000 }
vi.setConfig({ testTimeout: 90_000 })

interface Given<Name extends string> {
  readonly shop: Shop
  readonly stores: Readonly<Record<Name, Store>>
  /** Starts the server on the ledger of the backup; what was committed since is gone from it. */
  restore(): Promise<pg.Pool>
}

/** A ledger of which a backup is made after `before`; `since` is committed after that. */
async function given<Name extends string>(
  devices: Readonly<Record<Name, string>>,
  before: (stores: Readonly<Record<Name, Store>>) => Promise<void>,
  since: (stores: Readonly<Record<Name, Store>>, shop: Shop, databaseUrl: string) => Promise<void>,
  limits?: Partial<Limits>,
): Promise<Given<Name>> {
  const database = await createTestDatabase()
  const shop = await createShop(limits)
  onTestFinished(() => shop.close())
  await shop.start(database.url)
  const stores = {} as Record<Name, Store>
  for (const name of Object.keys(devices) as Name[]) stores[name] = await shop.device(name, devices[name])
  await before(stores)
  await shop.stop()
  const backup = await copyDatabase(database.url)
  await shop.start(database.url)
  await since(stores, shop, database.url)
  await shop.stop()
  return {
    shop,
    stores,
    async restore() {
      await shop.start(backup)
      const pool = new pg.Pool({ connectionString: backup, max: 2 })
      onTestFinished(() => pool.end())
      onTestFinished(() => shop.close())
      return pool
    },
  }
}

/** The documents of the ledger with what was drunk, and what was rejected. */
async function drinksIn(pool: pg.Pool): Promise<string[]> {
  const ledger = await readLedger(pool)
  expect(problemsOfNumbers(ledger)).toEqual([])
  return ledger.map(({ document, event, rejection }) => {
    const drink = (event.payload as { drink: string }).drink
    return `${document.slice('demo/tab/'.length)}: ${drink}${rejection === undefined ? '' : ` (${rejection.code})`}`
  })
}

async function verification(pool: pg.Pool) {
  return verifyLedger(pool, { tenant: 'demo', entities: new Map([['tab', tab]]) })
}

test('what a device has open comes again by itself, also what the server recorded, under new numbers', async () => {
  const { shop, stores, restore } = await given(
    { till: 'device' },
    async ({ till }) => {
      await till.open(tab, 'a').record('added', { drink: 'beer' }).committed
    },
    async ({ till }, { server }) => {
      const document = till.open(tab, 'a')
      await document.record('added', { drink: 'wine' }).committed
      await server.entity(tab, 'a', { tenant: 'demo' }).record('added', { drink: 'on the house' })
      await vi.waitFor(() => expect(document.state.drinks).toHaveLength(3))
    },
  )
  const pool = await restore()
  await vi.waitFor(async () => expect(await drinksIn(pool)).toHaveLength(3), PATIENT)
  expect(await drinksIn(pool)).toEqual(['a: beer', 'a: wine', 'a: on the house'])
  expect(stores.till.status().quarantined).toBe(0)
  expect(await verification(pool)).toMatchObject({ whole: true, records: 3 })
  await shop.stop()
  // The seals that left the machine before the disaster do not fit the ledger of now: that shows, and should.
  const [first, lost, now] = shop.anchored
  expect(lost).toMatchObject({ seq: 3 })
  expect(now).toMatchObject({ seq: 3 })
  expect(now?.head).not.toBe(lost?.head)
  expect(first).toMatchObject({ seq: 1 })
})

test('what no device has open does not come until somebody opens it; bringAgain opens all', async () => {
  const { shop, restore } = await given(
    { till: 'device' },
    async ({ till }) => {
      await till.open(tab, 'paid').record('added', { drink: 'beer' }).committed
    },
    async ({ till }) => {
      await till.open(tab, 'paid').record('added', { drink: 'wine' }).committed
      await till.close()
    },
  )
  const pool = await restore()
  const till = await shop.device('till', 'device')
  await till.open(tab, 'other').record('added', { drink: 'tea' }).committed
  expect(await drinksIn(pool)).toEqual(['paid: beer', 'other: tea'])
  // The device does not know: it goes on telling that nothing is uncommitted.
  expect(till.status().uncommitted).toBe(0)
  expect(await bringAgain(till, [tab])).toEqual([])
  await vi.waitFor(
    async () => expect(await drinksIn(pool)).toEqual(['paid: beer', 'other: tea', 'paid: wine']),
    PATIENT,
  )
  expect(await verification(pool)).toMatchObject({ whole: true })
})

async function twoPhones(first: 'till' | 'ann'): Promise<string[]> {
  const { shop, stores, restore } = await given(
    { till: 'device', ann: 'waiter', bob: 'waiter' },
    async ({ bob }) => {
      await bob.open(tab, 'a').record('added', { drink: 'beer' }).committed
    },
    async ({ till, ann, bob }) => {
      const seenBy = [till, ann].map((store) => store.open(tab, 'a'))
      await bob.open(tab, 'a').record('added', { drink: 'wine' }).committed
      for (const document of seenBy) await vi.waitFor(() => expect(document.state.drinks).toHaveLength(2), PATIENT)
      await bob.close()
    },
  )
  const second = first === 'till' ? 'ann' : 'till'
  stores[second].useTransport(undefined)
  const pool = await restore()
  await vi.waitFor(async () => expect(await drinksIn(pool)).toHaveLength(2), PATIENT)
  stores[second].useTransport(await shop.transport(second, second === 'till' ? 'device' : 'waiter'))
  await vi.waitFor(() => {
    for (const name of ['till', 'ann'] as const) expect(stores[name].peek(tab, 'a')?.status.synced).toBe(true)
  }, PATIENT)
  return drinksIn(pool)
}

test('what a phone brings of somebody else is rejected for good; a till that comes first brings it as it was', async () => {
  expect(await twoPhones('ann')).toEqual(['a: beer', 'a: wine (actor_forbidden)'])
  expect(await twoPhones('till')).toEqual(['a: beer', 'a: wine'])
})

/** A till's document of which the ledger lost a rejected event, its verdict and what came after. */
function givenLostVerdict(): Promise<Given<'till'>> {
  return given(
    { till: 'device' },
    async ({ till }) => {
      await till.open(tab, 'a').record('added', { drink: 'beer' }).committed
    },
    async ({ till }) => {
      const document = till.open(tab, 'a')
      await expect(document.record('added', { drink: 'absinthe' }).committed).rejects.toMatchObject({
        code: 'not_served',
      })
      await document.record('added', { drink: 'wine' }).committed
    },
  )
}

test('a document with a verdict that the ledger lost is refused to devices, and taken with the role server', async () => {
  const { shop, stores, restore } = await givenLostVerdict()
  const till = stores.till
  const document = till.open(tab, 'a')
  const pool = await restore()
  await vi.waitFor(() => expect(document.status.error?.code).toBe('verdict_forged'), PATIENT)
  // Nothing of it is in the ledger, and nothing is kept aside: for the device all of it came from the server.
  expect(await drinksIn(pool)).toEqual(['a: beer'])
  expect(till.status().quarantined).toBe(0)
  expect(await bringAgain(till, [tab])).toEqual(['tab/a: verdict_forged'])

  till.useTransport(await shop.transport('till', 'server'))
  await vi.waitFor(async () => expect(await drinksIn(pool)).toHaveLength(3), PATIENT)
  expect(await drinksIn(pool)).toEqual(['a: beer', 'a: absinthe (not_served)', 'a: wine'])
  expect(await verification(pool)).toMatchObject({ whole: true })
})

test('such a document is set aside when something is recorded in it; what the ledger lost comes back by hand', async () => {
  const { stores, restore } = await givenLostVerdict()
  const { till } = stores
  const document = till.open(tab, 'a')
  const pool = await restore()
  await vi.waitFor(() => expect(document.status.error?.code).toBe('verdict_forged'), PATIENT)
  await expect(document.record('added', { drink: 'tea' }).committed).rejects.toMatchObject({
    code: 'document_quarantined',
  })
  await vi.waitFor(() => expect(till.quarantine.entries()).toHaveLength(1), PATIENT)
  await till.quarantine.resolve({ entity: 'tab', id: 'a' }, { action: 'recordAgain' })
  expect(await drinksIn(pool)).toEqual(['a: beer', 'a: absinthe (not_served)', 'a: wine', 'a: tea'])
  expect(document.state.drinks).toEqual(['beer', 'wine', 'tea'])
  expect(till.quarantine.entries()).toEqual([])
  expect(await verification(pool)).toMatchObject({ whole: true })
})

test('a list stays as of before the restore until the numbers have passed it', async () => {
  const { shop, stores, restore } = await given(
    { till: 'device', other: 'device' },
    async ({ till }) => {
      await till.open(tab, 'a').record('added', { drink: 'beer' }).committed
    },
    async ({ till, other }) => {
      const document = till.open(tab, 'b')
      for (const drink of ['wine', 'wine', 'tea']) await document.record('added', { drink }).committed
      await vi.waitFor(() => expect(other.list(tab).rows()).toHaveLength(2), PATIENT)
      // This device is lost, with what it had.
      await till.close()
    },
  )
  const other = stores.other
  other.useTransport(undefined)
  const pool = await restore()
  const fresh = await shop.device('fresh', 'device')
  await fresh.open(tab, 'c').record('added', { drink: 'tea' }).committed
  other.useTransport(await shop.transport('other', 'device'))
  const idsOf = (store: Store): string[] => [...store.list(tab).rows()].map(({ id }) => id).sort()
  const witness = fresh.open(tab, 'd')
  await vi.waitFor(() => expect(other.status().connection).toBe('online'), PATIENT)
  for (const drink of ['tea', 'beer', 'tea', 'beer']) await witness.record('added', { drink }).committed
  await vi.waitFor(() => expect(idsOf(other)).toContain('d'), PATIENT)
  expect(await drinksIn(pool)).toHaveLength(6)
  // It lists what nobody has any more, and lacks what got a number that it believes to know.
  expect(idsOf(other)).toEqual(['a', 'b', 'd'])
  expect(idsOf(fresh)).toEqual(['a', 'c', 'd'])
})

test('[CHK2] a hollow document cannot bring what its checkpoint covers; a till that has it whole can', async () => {
  const { shop, stores, restore } = await given(
    { till: 'device' },
    async ({ till }) => {
      await till.open(tab, 'a').record('added', { drink: 'beer' }).committed
    },
    async ({ till }, running, databaseUrl) => {
      const document = till.open(tab, 'a')
      for (let n = 1; n < 30; n++) await document.record('added', { drink: `${n}` }).committed
      const ledger = new pg.Client({ connectionString: databaseUrl })
      await ledger.connect()
      await vi.waitFor(async () => {
        expect((await ledger.query('select from docket.checkpoints')).rowCount).toBe(1)
      }, PATIENT)
      await ledger.end()
      // It has to know of the checkpoint before it opens the document.
      const late = await running.device('late', 'device')
      await vi.waitFor(() => expect(late.list(tab).rows()).toHaveLength(1), PATIENT)
      const hollow = late.open(tab, 'a')
      await vi.waitFor(() => expect(hollow.state.drinks).toHaveLength(30), PATIENT)
      expect(hollow.status.beginsWith?.events).toBeGreaterThan(1)
      await hollow.record('added', { drink: 'last' }).committed
      await vi.waitFor(() => expect(document.state.drinks).toHaveLength(31), PATIENT)
      await late.close()
    },
    { eventsPerCheckpoint: 10 },
  )
  stores.till.useTransport(undefined)
  const pool = await restore()
  const late = await shop.device('late', 'device')
  const hollow = late.open(tab, 'a')
  await vi.waitFor(() => expect(hollow.status.error?.code).toBe('content_unknown'), PATIENT)
  expect(await drinksIn(pool)).toEqual(['a: beer'])
  stores.till.useTransport(await shop.transport('till', 'device'))
  await vi.waitFor(async () => expect(await drinksIn(pool)).toHaveLength(31), PATIENT)
  late.useTransport(await shop.transport('late', 'device'))
  await vi.waitFor(() => expect(hollow.status).toMatchObject({ synced: true, uncommitted: 0 }), PATIENT)
  await hollow.record('added', { drink: 'one more' }).committed
  expect(await drinksIn(pool)).toHaveLength(32)
  expect(await verification(pool)).toMatchObject({ whole: true })
})

test('docs/backup.md has the very bringAgain that is tried here', async () => {
  const [page, code] = await Promise.all(
    ['../../../../docs/backup.md', './bring-again.ts'].map((path) => readFile(new URL(path, import.meta.url), 'utf8')),
  )
  expect(page).toContain(`\`\`\`ts\n// bring-again.ts\n${code}\`\`\`\n`)
})
