import { once } from 'node:events'
import type { EntityNotifications } from '@docket/core'
import { Command } from 'commander'
import { readConfig } from '../config.ts'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'
import { withNotification } from './notification-option.ts'

const EXIT_MS = 2_000
const NOTHING = { entities: [], files: new Map<string, string>(), notifications: {} }

interface Options {
  readonly entities?: string
  readonly static?: string
  readonly upstream?: string
  readonly notification: EntityNotifications
  readonly dataDir: string
}

export function startCommand(): Command {
  return new Command('start')
    .description('start the server; settings come from the environment')
    .option(
      '--entities <path>',
      'module, or folder of modules, that exports the entities that the server knows, rules for them, projections, webhooks and notifications',
    )
    .option(
      '--notification <entity=kind>',
      'how clients hear of an entity: websocket, polling, electric, redis; may be given again, and stands before what the modules say',
      withNotification,
      {},
    )
    .option('--static <folder>', 'a built web page to serve beside the API')
    .option('--upstream <url>', 'the central server’s wss://host/sync, to which what is committed here is forwarded')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async (options: Options) => {
      // Loaded when it is needed: it is most of the program, and the other commands are quick without it.
      const { createServer } = await import('../create-server.ts')
      const { entities: path, dataDir, upstream } = options
      const config = readConfig(undefined, upstream === undefined ? {} : { DOCKET_UPSTREAM_URL: upstream })
      const { files, ...definitions } = path === undefined ? NOTHING : await loadEntities(path)
      const notifications = { ...definitions.notifications, ...options.notification }
      const staticDir = options.static
      const server = await createServer({
        ...definitions,
        notifications,
        config,
        dataDir,
        ...(staticDir && { staticDir }),
      })
      process.stderr.write(`Docket serves ${namesOf(files)} at ${server.url}\n`)
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      await server.close()
      // A Postgres that does not answer would keep its connections, and so the process, for long.
      setTimeout(() => process.exit(1), EXIT_MS).unref()
    })
}

function namesOf(files: ReadonlyMap<string, string>): string {
  return [...files].map(([name, file]) => `${name} (${file})`).join(', ') || 'no entities (see --entities)'
}
