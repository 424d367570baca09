// Docket with everything on: gate, schema, actor, commit before acknowledge, hash chain, read model, summaries.
import { createServer } from '@docket/server'
import { pino } from 'pino'
import { order } from './order-entity.ts'

/** The loads come from one address, and all of one tenant. */
const FAR = 1_000_000

const { port } = await createServer({
  entities: [order],
  limits: { framesPerSecondPerTenant: FAR, requestsPerSecondPerTenant: FAR, requestsPerSecondPerAddress: FAR },
  logger: pino({ level: process.env.LOG_LEVEL ?? 'silent' }, process.stderr),
})
console.log(JSON.stringify({ port }))
