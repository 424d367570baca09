// Docket's server, as a process that may be killed. Prints its port.
import { pino } from 'pino'
import type { NotificationsKind } from '../../src/config.ts'
import { createServer } from '../../src/create-server.ts'
import { tally, tallyRules } from '../tally.ts'
import { reportUsage } from './report-usage.ts'

const {
  DATABASE_URL,
  REDIS_URL,
  DOCKET_NOTIFICATIONS,
  DOCKET_AUTH_SECRET = '',
  DOCKET_TEST_LIMITS = '{}',
} = process.env

const { port } = await createServer({
  entities: [tally],
  rules: [tallyRules],
  config: {
    port: 0,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    notifications: DOCKET_NOTIFICATIONS as NotificationsKind | undefined,
    auth: { kind: 'secret', secret: DOCKET_AUTH_SECRET },
  },
  limits: JSON.parse(DOCKET_TEST_LIMITS),
  logger: pino({ level: 'error' }),
})
console.log(JSON.stringify({ port }))

reportUsage()
