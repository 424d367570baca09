import { createStore, defineEntity, type Entity, hocuspocusTransport, memoryStorage, type Store } from '@docket/core'
import { type CuttableNetwork, createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createTokens } from '../src/auth/tokens.ts'
import type { UpstreamConfig } from '../src/config.ts'
import { createServer, type DocketServer } from '../src/create-server.ts'
import type { EntityRules } from '../src/gate/rules.ts'
import { createLogger } from '../src/logger.ts'

export const CENTRAL_SECRET = 'of the central server of the tests, and of nothing else'
export const STORE_SECRET = 'of the server in the store of the tests, and nothing else'

const item = z.object({ name: z.string(), quantity: z.int() })
/** An order small enough to read. */
export const bill = defineEntity('bill', {
  initial: { items: [] as string[], quantity: 0, isPaid: false },
  events: {
    added: {
      payload: item,
      guard: (s) => !s.isPaid || 'it is paid',
      evolve: (s, { name, quantity }) => ({ ...s, items: [...s.items, name], quantity: s.quantity + quantity }),
    },
    paid: { payload: z.object({}), evolve: (s) => ({ ...s, isPaid: true }) },
  },
  summary: ({ quantity, isPaid }) => ({ quantity, isPaid }),
})

/** A token of a till, or of a server in a store. */
export async function tokenOf(secret: string, subject: string, role: string, expiresInS = 3_600): Promise<string> {
  const { issue } = createTokens({ kind: 'secret', secret })
  if (issue === undefined) throw new Error('a secret issues tokens')
  return issue({ subject, tenant: 'demo', roles: [role], expiresInS })
}

export interface Site {
  readonly pool: pg.Pool
  readonly url: string
  readonly server: DocketServer
  /** What it and its tills know from the next start on. */
  readonly entities: Entity[]
  /** Closes it and starts it anew. */
  restart(): Promise<void>
  /** A till that is connected to it. */
  till(name: string): Promise<Store>
}

export interface InStore {
  readonly central: Site
  readonly store: Site
  /** Between the two. */
  readonly internet: CuttableNetwork
}

export interface InStoreOptions {
  readonly centralRules?: readonly EntityRules[]
  readonly storeRules?: readonly EntityRules[]
  /** How the store's server signs in at the central one, which is at this URL. */
  readonly upstream?: (url: string) => Promise<UpstreamConfig>
  /** Hears what the store's server logs. */
  readonly log?: (line: string) => void
}

/** A central server and one in a store, each with a Postgres database of its own, for the tests of a file. */
export async function createInStore(options: InStoreOptions = {}): Promise<InStore> {
  const central = await createSite({ secret: CENTRAL_SECRET, rules: options.centralRules })
  let internet: CuttableNetwork | undefined
  const signIn =
    options.upstream ?? (async (url) => ({ url, token: await tokenOf(CENTRAL_SECRET, 'store-1', 'server') }))
  const store = await createSite({
    secret: STORE_SECRET,
    rules: options.storeRules,
    log: options.log,
    upstream: () => signIn(`ws://127.0.0.1:${internet?.port}/sync`),
  })
  beforeAll(async () => {
    await central.restart()
    internet = await createCuttableNetwork(central.server.port)
    await store.restart()
  })
  afterAll(async () => {
    await store.server.close()
    await internet?.close()
    await central.server.close()
    await Promise.all([store.pool.end(), central.pool.end()])
  })
  return {
    central,
    store,
    get internet() {
      if (internet === undefined) throw new Error('it is there once the tests begin')
      return internet
    },
  }
}

interface SiteOptions {
  readonly secret: string
  readonly rules?: readonly EntityRules[] | undefined
  readonly log?: ((line: string) => void) | undefined
  upstream?(): Promise<UpstreamConfig>
}

async function createSite({ secret, rules = [], log, upstream }: SiteOptions): Promise<Site> {
  const { url } = await createTestDatabase()
  const entities: Entity[] = [bill]
  const auth = { kind: 'secret', secret } as const
  let server: DocketServer | undefined
  return {
    url,
    entities,
    pool: new pg.Pool({ connectionString: url }),
    get server() {
      if (server === undefined) throw new Error('it is there once the tests begin')
      return server
    },
    async restart() {
      const port = server?.port ?? 0
      await server?.close()
      server = await createServer({
        entities,
        rules,
        config: { port, databaseUrl: url, redisUrl: undefined, auth, upstream: await upstream?.() },
        logger: log === undefined ? createLogger('silent') : pino({ level: 'info' }, { write: log }),
      })
    },
    async till(name) {
      const token = await tokenOf(secret, name, 'device')
      const transport = hocuspocusTransport({ url: `ws://127.0.0.1:${server?.port}/sync`, token, maxRetryDelayMs: 100 })
      const till = createStore({
        tenant: 'demo',
        user: 'ann',
        device: name,
        entities,
        storage: memoryStorage(),
        transport,
      })
      onTestFinished(() => till.close())
      return till
    },
  }
}

export interface Recorded extends Record<string, unknown> {
  readonly event_id: string
  readonly entity_id: string
  readonly occurred_at_ms: string
  readonly actor_id: string | null
  readonly device_id: string
  readonly verdict: string
  readonly reject_code: string | null
  readonly submitted_by: string
}

/** The events of documents in a ledger, in the order of their ids. */
export async function recorded(pool: pg.Pool, id?: string): Promise<Recorded[]> {
  const { rows } = await pool.query<Recorded>(
    `select event_id, entity_id, occurred_at_ms, actor_id, device_id, payload, schema_version, ref, verdict, reject_code,
       submitted_by
     from docket.audit_events where tenant_id = 'demo' and entity_type <> '$tenant' and ($1::text is null or entity_id = $1)
     order by event_id`,
    [id ?? null],
  )
  return rows
}

/** As an event is everywhere: without what each ledger says of it for itself. */
export function asEverywhere(rows: readonly Recorded[]): unknown[] {
  return rows.map(({ submitted_by, verdict, reject_code, ...event }) => event)
}
