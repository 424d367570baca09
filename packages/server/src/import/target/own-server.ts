import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { createTokens } from '../../auth/tokens.ts'
import { type Environment, readConfig } from '../../config.ts'
import { createServer, type ServerOptions } from '../../create-server.ts'
import { NodeAlreadyRunningError } from '../../ledger/node-lock.ts'
import { ServerRunsError } from '../errors.ts'
import { IMPORT_DEVICE } from '../mapping/mapped-event.ts'
import { batchEndpoint } from './batch-endpoint.ts'
import type { Target } from './target.ts'

export interface OwnServerOptions extends Pick<ServerOptions, 'entities' | 'rules'> {
  readonly dataDir: string
  readonly tenant: string
  /** Who imports, and with which roles besides that of a device. */
  readonly subject: string
  readonly roles: readonly string[]
  readonly environment: Environment | undefined
  readonly signal: AbortSignal
}

const A_MONTH_S = 30 * 86_400
const NO_LIMIT = 1_000_000

/**
 * A server of this process' own on the database of the settings, for as long as the import runs: there is one way into the
 * ledger. Nobody else has a token for it. Projections and webhooks are left to the real server, which catches up.
 *
 * @throws what `createServer` throws, and ServerRunsError
 */
export async function ownServer(options: OwnServerOptions): Promise<Target> {
  const { entities, rules = [], dataDir, tenant, subject, roles, environment, signal } = options
  const secret = randomBytes(32).toString('base64')
  const given = { PORT: '0', DOCKET_AUTH_SECRET: secret, DOCKET_JWKS_URL: '', DOCKET_UPSTREAM_URL: '' }
  // Standard output is the import's.
  const logger = pino({ level: 'warn', base: null }, pino.destination({ dest: 2, sync: true }))
  const server = await createServer({
    entities,
    rules,
    dataDir,
    config: readConfig(environment, given),
    limits: { framesPerSecondPerTenant: NO_LIMIT, requestsPerSecondPerTenant: NO_LIMIT },
    logger,
  }).catch((error: unknown) => {
    throw error instanceof NodeAlreadyRunningError ? new ServerRunsError(error) : error
  })
  const { issue } = createTokens({ kind: 'secret', secret })
  const request = { subject, tenant, roles: ['device', ...roles], device: IMPORT_DEVICE, expiresInS: A_MONTH_S }
  const token = await issue?.(request)
  const endpoint = batchEndpoint({ url: `http://127.0.0.1:${server.port}`, token: async () => token ?? '', signal })
  return {
    send: (events) => endpoint.send(events),
    close() {
      // An embedded Postgres that ends cuts connections off that are just closing.
      logger.level = 'error'
      return server.close()
    },
  }
}
