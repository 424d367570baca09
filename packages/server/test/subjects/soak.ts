// Docket's server for the soak: one of several on a database, which ends by SIGTERM or may be killed. Prints its port.
import { destination, pino } from 'pino'
import { createServer } from '../../src/create-server.ts'
import { sitting, sittingRules } from '../soak/sitting.ts'
import { reportUsage } from './report-usage.ts'

const EXIT_MS = 60_000
const { DATABASE_URL, DOCKET_AUTH_SECRET = '', DOCKET_SIGNING_KEY } = process.env

const server = await createServer({
  entities: [sitting],
  rules: [sittingRules],
  config: {
    port: 0,
    databaseUrl: DATABASE_URL,
    redisUrl: undefined,
    notifications: 'postgres',
    auth: { kind: 'secret', secret: DOCKET_AUTH_SECRET },
    signingKey: DOCKET_SIGNING_KEY,
  },
  logger: pino({ level: 'error' }, destination(2)),
})
console.log(JSON.stringify({ port: server.port }))
reportUsage()

process.once('SIGTERM', () => {
  void server.close().then(() => {
    // Nothing may be left that keeps the process.
    setTimeout(() => process.exit(1), EXIT_MS).unref()
  })
})
