import { entitiesByName, systemClock } from '@docket/core'
import { Command } from 'commander'
import { DATA_DIR } from './data-dir.ts'
import { exportingFrom } from './exporting-from.ts'
import { loadEntities } from './load-entities.ts'
import { operator } from './operator.ts'
import { usingLedger } from './using-ledger.ts'

interface Options {
  readonly years: string
  readonly out: string
  readonly entities?: string
  readonly dataDir: string
}

export function archiveCommand(): Command {
  const command = new Command('archive')
  return command
    .description('take old months out of the ledger: export and verify them, then detach their tables')
    .requiredOption('--out <folder>', 'where the bundles go, one for each month and tenant')
    .option('--years <years>', 'months that ended so long ago', '10')
    .option('--entities <module>', 'module with the definitions: then the bundles say what each event did')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async ({ years, out, entities: module, dataDir }: Options) => {
      if (!/^\d{1,3}$/.test(years)) command.error('error: --years is a whole number of years')
      const { archiveMonths } = await import('../archive/archive-months.ts')
      const { entities } = module === undefined ? { entities: [] } : await loadEntities(module)
      await usingLedger(dataDir, async ({ pool }) => {
        const nowMs = systemClock.now()
        const exporting = await exportingFrom(pool, dataDir, { entities: entitiesByName(entities), nowMs })
        const archiving = { ...exporting, pool, folder: out, by: operator() }
        const files = await archiveMonths(archiving, yearsBefore(nowMs, Number(years)))
        for (const { file, records, sha256 } of files) process.stdout.write(`${sha256}  ${file}  ${records} records\n`)
        if (files.length === 0) process.stderr.write(`No month ended ${years} years ago or earlier\n`)
      })
    })
}

function yearsBefore(ms: number, years: number): number {
  const time = new Date(ms)
  return time.setUTCFullYear(time.getUTCFullYear() - years)
}
