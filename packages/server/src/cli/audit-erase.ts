import { entitiesByName, systemClock } from '@docket/core'
import { Command } from 'commander'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'
import { operator } from './operator.ts'
import { usingLedger } from './using-ledger.ts'

interface Options {
  readonly tenant: string
  readonly reason: string
  readonly entities: string
  readonly user?: string
  readonly entity?: string
  readonly id?: string
  readonly dataDir: string
}

export function auditEraseCommand(): Command {
  const command = new Command('erase')
  return command
    .description('erase a user, or the personal values of one entity, by law; the chain stays whole')
    .requiredOption('--tenant <tenant>', 'whose ledger it is')
    .requiredOption('--reason <reason>', 'recorded in the trail; name nobody in it')
    .requiredOption('--entities <module>', 'module with the definitions: states are computed anew')
    .option('--user <user>', 'forget who this user was')
    .option('--entity <entity>', 'for example "order"; with --id')
    .option('--id <id>', 'whose personal values are erased')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(async ({ tenant, reason, entities: module, user, entity, id, dataDir }: Options) => {
      const hasEntity = entity !== undefined && id !== undefined
      if ((user === undefined) === !hasEntity) command.error('error: name a --user, or an --entity with its --id')
      const { entities } = await loadEntities(module)
      const { erasePersonalValues, eraseUser } = await import('../erasure/erase.ts')
      const why = { tenant, by: operator(), reason, at: systemClock.now(), entities: entitiesByName(entities) }
      await usingLedger(dataDir, async ({ pool }) => {
        if (user !== undefined) {
          const documents = await eraseUser(pool, user, why)
          process.stderr.write(`The user is erased; ${documents} documents were written anew\n`)
        } else if (hasEntity) {
          const events = await erasePersonalValues(pool, { tenant, entity, id }, why)
          process.stderr.write(`The personal values of ${events} events are erased\n`)
        }
      })
    })
}
