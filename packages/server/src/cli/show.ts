import { DocketError, documentName, type Entity } from '@docket/core'
import { Command, InvalidArgumentError } from 'commander'
import { stateAt } from '../audit/state-at.ts'
import { entityRow } from '../ledger/read-entities.ts'
import { parseRfc3339, rfc3339 } from '../rfc3339.ts'
import { EntityNotFoundError } from './audit-export.ts'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'
import { usingLedger } from './using-ledger.ts'

interface Options {
  readonly tenant: string
  readonly entity: string
  readonly id: string
  /** Ms since the epoch. */
  readonly at?: number
  readonly entities?: string
  readonly dataDir: string
}

export class DefinitionMissingError extends DocketError {
  constructor(entity: string) {
    super('definition_missing', `Only its definition tells what "${entity}" was: name the module with --entities`)
  }
}

export function showCommand(): Command {
  return new Command('show')
    .description('print the state of one entity as JSON: as it is, or as it was')
    .requiredOption('--tenant <tenant>', 'whose entity it is')
    .requiredOption('--entity <entity>', 'for example "order"')
    .requiredOption('--id <id>', 'which one')
    .option('--at <time>', 'when, in RFC 3339; needs --entities', timeArgument)
    .option('--entities <module>', 'module with the definitions: then the state is folded from the events')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(show)
}

function timeArgument(text: string): number {
  const ms = parseRfc3339(text)
  if (ms === undefined) throw new InvalidArgumentError('It is not an RFC 3339 time such as 2026-11-22T18:00:00Z.')
  return ms
}

async function show({ tenant, entity, id, at, entities: module, dataDir }: Options): Promise<void> {
  const name = documentName({ tenant, entity, id })
  const definition = module === undefined ? undefined : await definitionIn(module, entity)
  if (at !== undefined && definition === undefined) throw new DefinitionMissingError(entity)
  await usingLedger(dataDir, async ({ pool }) => {
    const key = { tenant, entityType: entity, entityId: id }
    const found =
      definition === undefined
        ? await entityRow(pool, key)
        : await stateAt(pool, definition, key, at ?? Number.MAX_SAFE_INTEGER)
    if (found === undefined) throw new EntityNotFoundError(at === undefined ? name : `${name} at ${rfc3339(at)}`)
    process.stdout.write(`${JSON.stringify(found.state, undefined, 2)}\n`)
  })
}

async function definitionIn(module: string, entity: string): Promise<Entity> {
  const { entities } = await loadEntities(module)
  const definition = entities.find(({ name }) => name === entity)
  if (definition === undefined) throw new DefinitionMissingError(entity)
  return definition
}
