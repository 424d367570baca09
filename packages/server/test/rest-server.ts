import { createTestDatabase } from '@docket/test-support/database'
import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createTokens } from '../src/auth/tokens.ts'
import { createServer, type DocketServer } from '../src/create-server.ts'
import { rulesFor } from '../src/gate/rules.ts'
import { createLogger } from '../src/logger.ts'
import type { FetchHandler } from '../src/rest/rest-options.ts'
import { restOrder } from './rest-order.ts'

export interface Answer {
  readonly status: number
  /** Parsed; undefined where there is none. */
  readonly body: unknown
  readonly headers: Headers
}

/** An old client: `ask('POST /orders', { table: 5 })`. */
export type OldClient = (route: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

export interface RestServer {
  /** There when the tests begin. */
  readonly docket: DocketServer
  token(subject?: string, roles?: string[], tenant?: string): Promise<string>
  client(handler: FetchHandler, subject?: string, roles?: string[], tenant?: string): Promise<OldClient>
  /** What the ledger has of an order: type, verdict and who. */
  trail(id: string): Promise<string[]>
}

export const soup = { name: 'Soup', quantity: 1 } as const

export function idIn({ body }: Answer): string {
  return (body as { id: string }).id
}

/** A server with orders, where only waiters take them; call it at the top of a test file. */
export async function openRestServer(): Promise<RestServer> {
  const auth = { kind: 'secret', secret: 'a secret of at least thirty-two bytes' } as const
  const tokens = createTokens(auth)
  const database = await createTestDatabase()
  const pool = new pg.Pool({ connectionString: database.url })
  let docket: DocketServer | undefined

  beforeAll(async () => {
    const config = { port: 0, databaseUrl: database.url, redisUrl: undefined, notifications: 'postgres', auth } as const
    const tooMany = { code: 'too_many', reason: 'ask the kitchen first' }
    const rules = [
      rulesFor(restOrder, {
        authorize: ({ roles }) => roles.includes('waiter') || 'only waiters take orders',
        events: { item_added: (_, { item }) => item.quantity <= 100 || tooMany },
      }),
    ]
    docket = await createServer({ entities: [restOrder], rules, config, logger: createLogger('silent') })
  })
  afterAll(async () => {
    await docket?.close()
    await pool.end()
  })

  async function token(subject = 'ann', roles = ['waiter'], tenant = 'demo'): Promise<string> {
    return (await tokens.issue?.({ subject, tenant, roles, expiresInS: 600 })) ?? ''
  }

  return {
    get docket() {
      if (docket === undefined) throw new Error('the tests have not begun')
      return docket
    },
    token,
    async client(handler, ...whose) {
      const authorization = `Bearer ${await token(...whose)}`
      return async (route, body, headers = {}) => {
        const [method = '', path] = route.split(' ')
        const sent = body !== undefined && { body: JSON.stringify(body) }
        const request = new Request(`http://old.example${path}`, {
          method,
          headers: { authorization, ...headers },
          ...sent,
        })
        const answer = await handler(request)
        const text = await answer.text()
        return { status: answer.status, body: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
      }
    },
    async trail(id) {
      const { rows } = await pool.query(
        "select replace(event_type, 'order.', ''), verdict, actor_id from docket.audit_events where entity_id = $1 order by seq",
        [id],
      )
      return rows.map((row) => Object.values(row).join(' '))
    },
  }
}
