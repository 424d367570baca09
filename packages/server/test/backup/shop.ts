import {
  createStore,
  defineEntity,
  hocuspocusTransport,
  memoryStorage,
  type Storage,
  type Store,
  type StoreOptions,
  type Transport,
} from '@docket/core'
import { freePort } from '@docket/test-support/free-port'
import { z } from 'zod'
import { createTokens } from '../../src/auth/tokens.ts'
import type { Seal } from '../../src/chain/seal.ts'
import { createServer, type DocketServer } from '../../src/create-server.ts'
import type { Limits } from '../../src/gate/limits.ts'
import { type EntityRules, rulesFor } from '../../src/gate/rules.ts'
import { createLogger } from '../../src/logger.ts'

const SECRET = 'of a shop whose ledger is restored, and of nothing else'
/** The signing key, which is in no backup of the database. */
const SIGNING_KEY = Buffer.alloc(32, 5).toString('base64')

/** An order small enough to read. */
export const tab = defineEntity('tab', {
  initial: { drinks: [] as readonly string[] },
  events: {
    added: {
      payload: z.object({ drink: z.string() }),
      evolve: ({ drinks }, { drink }) => ({ drinks: [...drinks, drink] }),
    },
  },
  summary: ({ drinks }) => ({ drinks: drinks.length }),
})

const tabRules: EntityRules = rulesFor(tab, {
  events: { added: (_, { drink }) => drink !== 'absinthe' || { code: 'not_served', reason: 'we do not serve it' } },
})

/** A server that can be started on one database after the other, at the same address, and the devices that know it. */
export interface Shop {
  readonly url: string
  /** Seals that left the machine. */
  readonly anchored: readonly Seal[]
  readonly server: DocketServer
  start(databaseUrl: string): Promise<void>
  stop(): Promise<void>
  /** A device that is connected; one of a name that was closed starts with what it had. */
  device(name: string, role: string, claimed?: Partial<Pick<StoreOptions, 'device' | 'clock'>>): Promise<Store>
  transport(name: string, role: string): Promise<Transport>
  close(): Promise<void>
}

export async function createShop(limits: Partial<Limits> = {}): Promise<Shop> {
  const port = await freePort()
  const anchored: Seal[] = []
  const stores: Store[] = []
  const storages = new Map<string, Storage>()
  let server: DocketServer | undefined

  function token(name: string, role: string): Promise<string> {
    const { issue } = createTokens({ kind: 'secret', secret: SECRET })
    if (issue === undefined) throw new Error('a secret issues tokens')
    return issue({ subject: name, tenant: 'demo', roles: [role], expiresInS: 3_600 })
  }
  async function transport(name: string, role: string): Promise<Transport> {
    const url = `ws://127.0.0.1:${port}/sync`
    return hocuspocusTransport({ url, token: await token(name, role), maxRetryDelayMs: 100 })
  }
  async function stop(): Promise<void> {
    await server?.close()
    server = undefined
  }
  return {
    url: `http://127.0.0.1:${port}`,
    anchored,
    get server() {
      if (server === undefined) throw new Error('the server of the shop does not run')
      return server
    },
    async start(databaseUrl) {
      server = await createServer({
        entities: [tab],
        rules: [tabRules],
        limits,
        anchor: async (seal) => void anchored.push(seal),
        config: {
          port,
          databaseUrl,
          auth: { kind: 'secret', secret: SECRET },
          redisUrl: undefined,
          signingKey: SIGNING_KEY,
        },
        logger: createLogger('silent'),
      })
    },
    stop,
    transport,
    async device(name, role, claimed = {}) {
      const who = { tenant: 'demo', user: name, device: `device-of-${name}`, ...claimed }
      const storage = storages.get(name) ?? memoryStorage()
      storages.set(name, storage)
      const store = createStore({ ...who, entities: [tab], storage, transport: await transport(name, role) })
      stores.push(store)
      return store
    },
    async close() {
      await Promise.all(stores.map((store) => store.close()))
      await stop()
    },
  }
}
