// Docket with everything on: gate, schema, actor, commit before acknowledge, numbering, read model, summaries.
import { createServer } from '@docket/server'
import { pino } from 'pino'
import { counter } from './counter.ts'

/** The loads come from one address, and often all of one tenant. */
const FAR = 1_000_000

const { port } = await createServer({
  entities: [counter],
  limits: { framesPerSecondPerTenant: FAR, requestsPerSecondPerTenant: FAR, requestsPerSecondPerAddress: FAR },
  logger: pino({ level: process.env.LOG_LEVEL ?? 'silent' }, process.stderr),
})
console.log(JSON.stringify({ port }))
process.on('SIGINT', () => process.exit(0))
