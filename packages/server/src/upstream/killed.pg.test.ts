import { createStore, hocuspocusTransport, memoryStorage } from '@docket/core'
import { createTestDatabase } from '@docket/test-support/database'
import { freePort } from '@docket/test-support/free-port'
import pg from 'pg'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type CliServer, startCliServer } from '../../test/cli-server.ts'
import { CENTRAL_SECRET, STORE_SECRET, tokenOf } from '../../test/in-store.ts'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { tally } from '../../test/tally.ts'
import { waitUntil } from '../../test/wait-until.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'

const DOCUMENTS = 80
const EVENTS = 4
const entities = new Map([['tally', tally]])
const databases = { central: await createTestDatabase(), store: await createTestDatabase() }
const pools = {
  central: new pg.Pool({ connectionString: databases.central.url }),
  store: new pg.Pool({ connectionString: databases.store.url }),
}
afterAll(() => Promise.all([pools.central.end(), pools.store.end()]))

async function idsIn(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ event_id: string }>(
    `select event_id from docket.audit_events where entity_type = 'tally' order by event_id`,
  )
  return rows.map((row) => row.event_id)
}

test('[UPS5] kill -9 of either server while forwarding: nothing is lost or doubled, in neither ledger', async () => {
  const ports = { central: await freePort(), store: await freePort() }
  const environments = {
    central: { DATABASE_URL: databases.central.url, DOCKET_AUTH_SECRET: CENTRAL_SECRET },
    store: {
      DATABASE_URL: databases.store.url,
      DOCKET_AUTH_SECRET: STORE_SECRET,
      DOCKET_UPSTREAM_URL: `ws://127.0.0.1:${ports.central}/sync`,
      DOCKET_UPSTREAM_TOKEN: await tokenOf(CENTRAL_SECRET, 'store-1', 'server'),
    },
  }
  const running: Partial<Record<keyof typeof ports, CliServer>> = {}
  const start = async (which: keyof typeof ports): Promise<void> => {
    const server = await startCliServer({ PORT: String(ports[which]), ...environments[which] })
    onTestFinished(() => server.signal('SIGKILL'))
    running[which] = server
  }
  const kill = async (which: keyof typeof ports): Promise<void> => {
    running[which]?.signal('SIGKILL')
    await running[which]?.ended
  }
  await start('central')
  await start('store')

  const token = await tokenOf(STORE_SECRET, 'till-1', 'device')
  const transport = hocuspocusTransport({ url: `ws://127.0.0.1:${ports.store}/sync`, token, maxRetryDelayMs: 100 })
  const till = createStore({
    tenant: 'demo',
    user: 'ann',
    device: 'till-1',
    entities: [tally],
    storage: memoryStorage(),
    transport,
  })
  onTestFinished(() => till.close())
  const documents = Array.from({ length: DOCUMENTS }, (_, index) => till.open(tally, `t${index}`))
  const recordAll = (n: number): void => {
    for (const document of documents) document.record('added', { n })
  }
  const atCentral = async (count: number): Promise<void> => {
    await waitUntil(
      () => `the central server has ${count} events; ${running.store?.output().slice(-2_000)}`,
      async () => (await idsIn(pools.central)).length >= count,
    )
  }

  for (let n = 1; n <= EVENTS; n++) {
    recordAll(n)
    await atCentral((n - 1) * DOCUMENTS + 1)
    if (n % 2 === 1) {
      await kill('central')
      await start('central')
    }
    if (n % 2 === 0) {
      await kill('store')
      await start('store')
    }
  }
  await atCentral(DOCUMENTS * EVENTS)
  await waitUntil('the till knows that all is committed', () => till.status().uncommitted === 0)

  const [there, here] = [await idsIn(pools.central), await idsIn(pools.store)]
  expect(there).toHaveLength(DOCUMENTS * EVENTS)
  expect(there).toEqual(here)
  expect(new Set(there).size).toBe(there.length)
  for (const pool of [pools.central, pools.store]) {
    expect(await flawsOfChain(pool, 'demo')).toEqual([])
    await kill(pool === pools.central ? 'central' : 'store')
    expect(await verifyLedger(pool, { tenant: 'demo', entities })).toMatchObject({ whole: true })
  }
}, 240_000)
