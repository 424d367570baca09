// Docket with everything on: gate, schema, actor, commit before acknowledge, numbering, read model, summaries.
import { createServer } from '@docket/server'
import { pino } from 'pino'
import { counter } from './counter.ts'

const { port } = await createServer({
  entities: [counter],
  config: {
    port: 0,
    databaseUrl: process.env.DATABASE_URL,
    redisUrl: undefined,
    auth: { kind: 'secret', secret: process.env.DOCKET_AUTH_SECRET ?? '' },
  },
  // One tenant sends all of it.
  limits: { framesPerSecondPerTenant: 1_000_000 },
  logger: pino({ level: process.env.LOG_LEVEL ?? 'silent' }, process.stderr),
})
console.log(JSON.stringify({ port }))
process.on('SIGINT', () => process.exit(0))
