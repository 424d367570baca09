import { once } from 'node:events'
import { createLogger } from '@docket/server'
import { createServer } from 'vite'
import { startServer } from './start-server.ts'

// The page by Vite, which reloads it as you edit, before the real server.
const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
const server = await startServer({ logger: createLogger('warn') })
const proxy = { '/v1': server.url, '/sync': { target: server.url, ws: true } }
const page = await createServer({ server: { proxy } })
await page.listen()
page.printUrls()
await stopped
await page.close()
await server.close()
