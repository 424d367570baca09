import { resolve } from 'node:path'
import { Command } from 'commander'
import { readDatabaseUrl } from '../config.ts'
import { migrate } from '../ledger/migrate.ts'
import { openDatabase } from '../ledger/open-database.ts'
import { DATA_DIR } from './data-dir.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema up to date (the server does so by itself when it starts)")
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async ({ dataDir }: { dataDir: string }) => {
      const url = readDatabaseUrl()
      const done = url === undefined ? await migrateEmbedded(resolve(dataDir)) : await migrate(url)
      process.stdout.write(done.length === 0 ? 'The schema is up to date\n' : `Migrated: ${done.join(', ')}\n`)
    })
}

/** Opening it migrates it. */
async function migrateEmbedded(dataDir: string): Promise<string[]> {
  const ignore = (): void => undefined
  const database = await openDatabase({ url: undefined, dataDir, log: ignore, onError: ignore })
  await database.close()
  return []
}
