import { resolve } from 'node:path'
import { Command } from 'commander'
import { readDatabaseUrl } from '../config.ts'
import { grantApplication } from '../ledger/grant-application.ts'
import { grantJobs } from '../ledger/grant-jobs.ts'
import { migrate } from '../ledger/migrate.ts'
import { openDatabase } from '../ledger/open-database.ts'
import type { Ledger } from '../ledger/open-ledger.ts'
import { JOBS_SCHEMA } from '../webhooks/open-boss.ts'
import { setUpJobs } from '../webhooks/set-up-jobs.ts'
import { DATA_DIR } from './data-dir.ts'
import { usingLedger } from './using-ledger.ts'

export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the database's schema up to date (the server does so by itself when it starts)")
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .option('--grant-to <role>', 'let a database role do what a server does: read, and append to the ledger')
    .option('--webhooks', 'make the schema of webhooks too, or bring it up to date')
    .action(async ({ dataDir, grantTo, webhooks = false }: Options) => {
      const url = readDatabaseUrl()
      const done = url === undefined ? await migrateEmbedded(resolve(dataDir)) : await migrate(url)
      process.stdout.write(done.length === 0 ? 'The schema is up to date\n' : `Migrated: ${done.join(', ')}\n`)
      if (grantTo === undefined && !webhooks) return
      await usingLedger(dataDir, async ({ pool }) => {
        if (webhooks) await setUpJobs(pool)
        if (grantTo !== undefined) await grant(pool, grantTo, webhooks)
      })
    })
}

interface Options {
  readonly dataDir: string
  readonly grantTo?: string
  readonly webhooks?: boolean
}

async function grant(pool: Ledger['pool'], role: string, webhooks: boolean): Promise<void> {
  await grantApplication(pool, role)
  if (webhooks) await grantJobs(pool, JOBS_SCHEMA, role)
  process.stdout.write(`Granted to ${role}\n`)
}
/** Opening it migrates it. */
async function migrateEmbedded(dataDir: string): Promise<string[]> {
  const ignore = (): void => undefined
  const database = await openDatabase({ url: undefined, dataDir, log: ignore, onError: ignore })
  await database.close()
  return []
}
