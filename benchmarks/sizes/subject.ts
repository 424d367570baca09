// A server that tells, when asked, how much of its heap it uses after a garbage collection. A process of its own.
import { createLogger, createServer } from '@docket/server'
import { order } from './order.ts'

const { DATABASE_URL: databaseUrl, DOCKET_AUTH_SECRET: secret = '' } = process.env
const { port } = await createServer({
  entities: [order],
  config: { port: 0, databaseUrl, redisUrl: undefined, auth: { kind: 'secret', secret } },
  logger: createLogger('silent'),
})
process.on('message', () => {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({ usedBytes: heapUsed + external })
})
process.send?.({ port })
