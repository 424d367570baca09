import { resolve } from 'node:path'
import { Command } from 'commander'
import { readDatabaseUrl } from '../config.ts'
import { grantApplication } from '../ledger/grant-application.ts'
import { migrate } from '../ledger/migrate.ts'
import { openDatabase } from '../ledger/open-database.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { DATA_DIR } from './data-dir.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema up to date (the server does so by itself when it starts)")
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .option('--grant-to <role>', 'let a database role do what a server does: read, and append to the ledger')
    .action(async ({ dataDir, grantTo }: { dataDir: string; grantTo?: string }) => {
      const url = readDatabaseUrl()
      const done = url === undefined ? await migrateEmbedded(resolve(dataDir)) : await migrate(url)
      process.stdout.write(done.length === 0 ? 'The schema is up to date\n' : `Migrated: ${done.join(', ')}\n`)
      if (grantTo !== undefined) await grant(url, dataDir, grantTo)
    })
}

async function grant(url: string | undefined, dataDir: string, role: string): Promise<void> {
  const ledger = await openLedger(url, dataDir)
  try {
    await grantApplication(ledger.pool, role)
    process.stdout.write(`Granted to ${role}\n`)
  } finally {
    await ledger.close()
  }
}

/** Opening it migrates it. */
async function migrateEmbedded(dataDir: string): Promise<string[]> {
  const ignore = (): void => undefined
  const database = await openDatabase({ url: undefined, dataDir, log: ignore, onError: ignore })
  await database.close()
  return []
}
