import { fileURLToPath } from 'node:url'
import { createLogger } from '@docket/server'
import { startOrExit } from './start-or-exit.ts'
import { stopped } from './stopped.ts'

const server = await startOrExit({
  staticDir: fileURLToPath(new URL('../dist', import.meta.url)),
  logger: createLogger(process.env.NODE_ENV === 'production' ? 'info' : 'warn'),
})
console.log(`Open ${server.url}`)
await stopped
await server.close()
