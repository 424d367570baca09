import { once } from 'node:events'
import { Command } from 'commander'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'

const EXIT_MS = 2_000

interface Options {
  readonly entities?: string
  readonly static?: string
  readonly dataDir: string
}

export function startCommand(): Command {
  return new Command('start')
    .description('start the server; settings come from the environment')
    .option('--entities <module>', 'module whose exported entities the server knows')
    .option('--static <folder>', 'a built web page to serve beside the API')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async (options: Options) => {
      // Loaded when it is needed: it is most of the program, and the other commands are quick without it.
      const { createServer } = await import('../create-server.ts')
      const entities = options.entities === undefined ? [] : await loadEntities(options.entities)
      const { dataDir } = options
      const server = await createServer({ entities, dataDir, ...(options.static && { staticDir: options.static }) })
      process.stderr.write(`Docket serves ${namesOf(entities)} at ${server.url}\n`)
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
      await server.close()
      // A Postgres that does not answer would keep its connections, and so the process, for long.
      setTimeout(() => process.exit(1), EXIT_MS).unref()
    })
}

function namesOf(entities: readonly { readonly name: string }[]): string {
  return entities.map(({ name }) => name).join(', ') || 'no entities (see --entities)'
}
