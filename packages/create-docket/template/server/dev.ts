import { createLogger } from '@docket/server'
import { createServer } from 'vite'
import { startOrExit } from './start-or-exit.ts'
import { stopped } from './stopped.ts'

// The page by Vite, which reloads it as you edit, before the real server.
const server = await startOrExit({ logger: createLogger('warn') })
const proxy = { '/v1': server.url, '/sync': { target: server.url, ws: true } }
const page = await createServer({ configLoader: 'native', server: { proxy } })
await page.listen()
page.printUrls()
await stopped
await page.close()
await server.close()
