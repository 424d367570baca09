import { once } from 'node:events'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createServer, type DocketServer, type ServerOptions } from '@docket/server'
import { closingRules, orderRules } from './server-rules.ts'
import { closing } from './src/closing.ts'
import { order } from './src/order.ts'

/** Where the built page is. */
export const PAGE = fileURLToPath(new URL('dist', import.meta.url))

// That of the repository, where `docket audit export` looks for it too.
const DATA_DIR = fileURLToPath(new URL('../../.docket', import.meta.url))

/** The restaurant's server: sync, audit trail and the till's page on one port. Settings come from the environment. */
export function startServer(options: Partial<ServerOptions> = {}): Promise<DocketServer> {
  return createServer({
    entities: [order, closing],
    rules: [orderRules, closingRules],
    staticDir: PAGE,
    dataDir: DATA_DIR,
    ...options,
  })
}

/** Runs until somebody stops the process. */
export async function runServer(
  onStarted: (server: DocketServer) => void,
  options?: Partial<ServerOptions>,
): Promise<void> {
  // Listened for first: whoever stops it while it is starting stops it too.
  const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  const server = await startServer(options)
  onStarted(server)
  await stopped
  await server.close()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runServer(({ url }) => console.log(`The restaurant is at ${url}`))
}
