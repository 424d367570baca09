import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createLogger } from '@docket/server'
import { startServer } from './start-server.ts'

// Listened for first: whoever stops it while it is starting stops it too.
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
const server = await startServer({
  staticDir: fileURLToPath(new URL('../dist', import.meta.url)),
  logger: createLogger(process.env.NODE_ENV === 'production' ? 'info' : 'warn'),
})
console.log(`Open ${server.url}`)
await stopped
await server.close()
