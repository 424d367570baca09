// Docket's server, as a process that may be killed. Prints its port.
import { queryObjects } from 'node:v8'
import { Document } from '@hocuspocus/server'
import { pino } from 'pino'
import type { NotificationsKind } from '../../src/config.ts'
import { createServer } from '../../src/create-server.ts'
import { tally, tallyRules } from '../tally.ts'

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

// What is left when everything that is not needed is gone.
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  // Counted in the heap itself: connections and actors hold their documents, so none of them is left without one.
  console.log(JSON.stringify({ usedBytes: heapUsed + external, documents: queryObjects(Document) }))
})
