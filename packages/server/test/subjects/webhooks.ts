// A server that sends events to WEBHOOK_URL, until it is killed.
import { createServer } from '../../src/create-server.ts'
import { createLogger } from '../../src/logger.ts'
import { sampleOrder } from '../sample-order.ts'
import { SAMPLE_SECRET } from '../webhook-secret.ts'

const server = await createServer({
  entities: [sampleOrder],
  config: { port: 0, databaseUrl: process.env.DATABASE_URL, redisUrl: undefined, auth: { kind: 'development' } },
  webhooks: [
    {
      name: 'hook',
      url: process.env.WEBHOOK_URL ?? '',
      secret: SAMPLE_SECRET,
      from: 'beginning',
      timeoutMs: 1_000,
      retries: { delayS: 1, delayMaxS: 1 },
    },
  ],
  logger: createLogger('silent'),
})
process.stdout.write(`{"port":${server.port}}\n`)
