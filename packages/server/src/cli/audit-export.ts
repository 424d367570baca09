import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { DocketError, documentName, systemClock } from '@docket/core'
import { Command, Option } from 'commander'
import { auditTrail } from '../audit/audit-trail.ts'
import { AUDIT_FORMATS, type AuditFormat, auditWriters } from '../audit/formats.ts'
import { readDatabaseUrl } from '../config.ts'
import { tenantCommit } from '../evidence/tenant-records.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { DATA_DIR } from './data-dir.ts'
import { loadEntities } from './load-entities.ts'

interface Options {
  readonly tenant: string
  readonly entity: string
  readonly id: string
  readonly format: AuditFormat
  readonly out?: string
  readonly entities?: string
  readonly dataDir: string
}

export class EntityNotFoundError extends DocketError {
  constructor(name: string) {
    super('not_found', `The ledger has no events of ${name}: see whether tenant, entity and id are right`)
  }
}

export function auditExportCommand(): Command {
  return new Command('export')
    .description('write the audit trail of one entity')
    .requiredOption('--tenant <tenant>', 'whose entity it is')
    .requiredOption('--entity <entity>', 'for example "order"')
    .requiredOption('--id <id>', 'which one')
    .addOption(new Option('--format <format>', 'what to write').choices(AUDIT_FORMATS).default('json'))
    .option('--out <file>', 'where to write it, instead of to standard output')
    .option('--entities <module>', 'module with the definitions: then the trail says what each event did')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(exportAudit)
}

async function exportAudit({ tenant, entity, id, format, out, entities: module, dataDir }: Options): Promise<void> {
  const name = documentName({ tenant, entity, id })
  const { entities } = module === undefined ? { entities: [] } : await loadEntities(module)
  const definition = entities.find((known) => known.name === entity)
  const ledger = await openLedger(readDatabaseUrl(), dataDir)
  try {
    const key = { tenant, entityType: entity, entityId: id }
    const trail = await auditTrail(ledger.pool, key, definition, systemClock.now())
    if (trail === undefined) throw new EntityNotFoundError(name)
    const payload = { entity_type: entity, entity_id: id, format }
    const by = `${userInfo().username} on the command line`
    await commitGroup(ledger.pool, [
      tenantCommit({ tenant, type: 'trail_exported', payload, by, at: systemClock.now() }),
    ])
    await write(auditWriters[format].write(trail), out)
  } finally {
    await ledger.close()
  }
}

async function write(texts: AsyncIterable<string>, file: string | undefined): Promise<void> {
  const source = Readable.from(texts, { objectMode: false })
  if (file === undefined) return pipeline(source, process.stdout, { end: false }).catch(unlessReaderLeft)
  // A trail that broke off must not look like a whole one.
  const draft = `${file}.partial`
  try {
    await pipeline(source, createWriteStream(draft))
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** `docket audit export … | head` is no error. */
function unlessReaderLeft(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
}
