import { Readable } from 'node:stream'
import { DocketError, documentName, type Entity, entitiesByName, type JsonObject, systemClock } from '@docket/core'
import { Command, InvalidArgumentError, Option } from 'commander'
import { auditTrail } from '../audit/audit-trail.ts'
import { exportEntity, exportPeriod } from '../audit/bundle/export-bundle.ts'
import { AUDIT_FORMATS, type AuditFormat, auditWriters } from '../audit/formats.ts'
import { tenantCommit } from '../evidence/tenant-records.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { newestSeq } from '../ledger/read-events.ts'
import { parseRfc3339, rfc3339 } from '../rfc3339.ts'
import { DATA_DIR } from './data-dir.ts'
import { exportingFrom } from './exporting-from.ts'
import { loadEntities } from './load-entities.ts'
import { operator } from './operator.ts'
import { progressBar } from './progress-bar.ts'
import { usingLedger } from './using-ledger.ts'
import { writeOut } from './write-out.ts'

interface Options {
  readonly tenant: string
  readonly entity?: string
  readonly id?: string
  /** ms since the epoch */
  readonly from?: number
  readonly to?: number
  readonly format: AuditFormat | 'bundle'
  readonly out?: string
  readonly entities?: string
  readonly dataDir: string
}

export class EntityNotFoundError extends DocketError {
  constructor(name: string) {
    super('not_found', `The ledger has no events of ${name}: see whether tenant, entity and id are right`)
  }
}

export class ExportUsageError extends DocketError {
  constructor() {
    super('usage_invalid', 'Name an entity (--entity and --id) or, with --format bundle, a period (--from and --to)')
  }
}

export function auditExportCommand(): Command {
  return new Command('export')
    .description('write the audit trail of one entity, or a bundle of it or of a period')
    .requiredOption('--tenant <tenant>', 'whose it is')
    .option('--entity <entity>', 'for example "order"')
    .option('--id <id>', 'which one')
    .option('--from <time>', 'recorded then or later (RFC 3339)', time)
    .option('--to <time>', 'recorded before (RFC 3339)', time)
    .addOption(new Option('--format <format>', 'what to write').choices([...AUDIT_FORMATS, 'bundle']).default('json'))
    .option('--out <file>', 'where to write it, instead of to standard output')
    .option('--entities <module>', 'module with the definitions: then the trail says what each event did')
    .option('--data-dir <folder>', 'where an embedded database is kept', DATA_DIR)
    .action(exportAudit)
}

async function exportAudit(options: Options): Promise<void> {
  const what = exported(options)
  const { entities } = options.entities === undefined ? { entities: [] } : await loadEntities(options.entities)
  await usingLedger(options.dataDir, async ({ pool }) => {
    const bar = progressBar('Exporting')
    try {
      await writeOut(await open(pool, options, what, entitiesByName(entities), bar.show), options.out)
    } finally {
      bar.stop()
    }
  })
}

type Exported =
  | { readonly kind: 'entity'; readonly entity: string; readonly id: string }
  | { readonly kind: 'period'; readonly fromMs: number; readonly toMs: number }

function exported({ tenant, entity, id, from, to, format }: Options): Exported {
  if (entity !== undefined && id !== undefined && from === undefined && to === undefined) {
    documentName({ tenant, entity, id })
    return { kind: 'entity', entity, id }
  }
  const isPeriod = entity === undefined && id === undefined && format === 'bundle'
  if (!isPeriod || from === undefined || to === undefined) throw new ExportUsageError()
  return { kind: 'period', fromMs: from, toMs: to }
}

/** What is exported, as a stream; that it was is recorded first. */
async function open(
  pool: Queryable,
  { tenant, format, dataDir }: Options,
  what: Exported,
  entities: ReadonlyMap<string, Entity>,
  onProgress: (done: number, of: number) => void,
): Promise<Readable> {
  const nowMs = systemClock.now()
  if (what.kind === 'period') {
    const exporting = await exportingFrom(pool, dataDir, { entities, nowMs, onProgress })
    await record(pool, tenant, { from: rfc3339(what.fromMs), to: rfc3339(what.toMs), format })
    return exportPeriod(exporting, { tenant, fromMs: what.fromMs, toMs: what.toMs })
  }
  const key = { tenant, entityType: what.entity, entityId: what.id }
  const missing = new EntityNotFoundError(documentName({ tenant, entity: what.entity, id: what.id }))
  if ((await newestSeq(pool, key)) === undefined) throw missing
  const payload = { entity_type: what.entity, entity_id: what.id, format }
  if (format === 'bundle') {
    const exporting = await exportingFrom(pool, dataDir, { entities, nowMs, onProgress })
    await record(pool, tenant, payload)
    const bundle = await exportEntity(exporting, key)
    if (bundle === undefined) throw missing
    return bundle
  }
  const trail = await auditTrail(pool, key, entities.get(what.entity), nowMs)
  if (trail === undefined) throw missing
  await record(pool, tenant, payload)
  return Readable.from(auditWriters[format].write(trail), { objectMode: false })
}

async function record(pool: Queryable, tenant: string, payload: JsonObject): Promise<void> {
  await commitGroup(pool, [
    tenantCommit({ tenant, type: 'trail_exported', payload, by: operator(), at: systemClock.now() }),
  ])
}

function time(text: string): number {
  const ms = parseRfc3339(text)
  if (ms === undefined) throw new InvalidArgumentError('An RFC 3339 time is like 2026-11-22T18:00:00Z.')
  return ms
}
