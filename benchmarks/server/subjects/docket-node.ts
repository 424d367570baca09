// Docket as the environment says, so that several can be on one database; what it lets pass is more than any load asks.
import { createServer } from '@docket/server'
import { pino } from 'pino'
import { counter } from './counter.ts'

const FAR = 1_000_000

const { port } = await createServer({
  entities: [counter],
  limits: { framesPerSecondPerTenant: FAR, requestsPerSecondPerTenant: FAR, requestsPerSecondPerAddress: FAR },
  logger: pino({ level: process.env.LOG_LEVEL ?? 'silent' }, process.stderr),
})
console.log(JSON.stringify({ port }))
process.on('SIGINT', () => process.exit(0))
