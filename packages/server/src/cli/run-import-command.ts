import { resolve } from 'node:path'
import type { Entity } from '@docket/core'
import { type Environment, readDatabaseUrl } from '../config.ts'
import { EntityNotDefinedError, ImportUsageError } from '../import/errors.ts'
import { EventIds } from '../import/event-ids.ts'
import { Examples, reportOf } from '../import/import-report.ts'
import { identityOf, readState, writeState } from '../import/import-state.ts'
import { mapBatchColumns } from '../import/mapping/batch-columns.ts'
import { mapRowBy } from '../import/mapping/map-row.ts'
import { readMapping } from '../import/mapping/read-mapping.ts'
import { openRejectedFile } from '../import/rejected-file.ts'
import { runImport } from '../import/run-import.ts'
import { isPostgres, openSource } from '../import/source/open-source.ts'
import type { ImportOptions } from './import-options.ts'
import { importTarget } from './import-target.ts'
import { type Definitions, loadEntities } from './load-entities.ts'
import { progressBar } from './progress-bar.ts'

export interface ImportEnd {
  /** Was everything accepted? */
  readonly isWhole: boolean
  /** In words. */
  readonly report: string
}

/**
 * `docket import`.
 *
 * @param environment that of the process unless told
 */
export async function runImportCommand(options: ImportOptions, environment?: Environment): Promise<ImportEnd> {
  const { tenant, entity, from, dryRun = false, skipBad = false } = options
  if (options.url !== undefined) checkUrl(options.url)
  const definitions = await definitionsFor(options)
  const mapping = options.map === undefined ? undefined : await readMapping(options.map)
  const identity = identityOf([tenant, entity, placeOf(from), mapping, targetOf(options, environment)])
  const stateFile = options.state ?? stateFileOf(options)
  const isFresh = dryRun || options.restart === true
  const state = isFresh ? undefined : await readState(stateFile, identity)
  const rejectedFile = await openRejectedFile(options.rejected, state?.rejected_bytes ?? 0)
  const source = await openSource(from, mapping)
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal)
  const bar = progressBar(dryRun ? 'Judging' : 'Importing', source.progress().unit)
  const examples = new Examples()
  try {
    const target = await importTarget(options, definitions, { environment, signal: interrupt.signal })
    try {
      const counts = await runImport({
        source,
        map: mapping === undefined ? mapBatchColumns(entity) : mapRowBy(mapping),
        ids: new EventIds({ tenant, entity, source: mapping?.source ?? 'import' }),
        entityName: entity,
        entity: definitions.entity,
        target,
        state,
        stateFile,
        rejectedFile,
        skipsBad: skipBad || dryRun,
        signal: interrupt.signal,
        onRejected: (lines) => examples.add(lines),
        async onProgress(progress) {
          if (!dryRun) await writeState(stateFile, { identity, ...progress })
          const { done, of } = source.progress()
          bar.show(done, of)
        },
      })
      const report = reportOf(counts, examples, source.unit, dryRun)
      return { isWhole: counts.rejected + counts.bad === 0, report }
    } finally {
      bar.stop()
      await target.close()
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
    await rejectedFile.close()
    await source.close()
  }
}

interface Known extends Pick<Definitions, 'entities' | 'rules'> {
  /** The one that is imported. */
  readonly entity: Entity | undefined
}

async function definitionsFor({ entities: path, entity: name, url, dryRun }: ImportOptions): Promise<Known> {
  if (path === undefined && url !== undefined && !dryRun) return { entities: [], rules: [], entity: undefined }
  if (path === undefined) throw new ImportUsageError('Name the definitions with --entities: events are judged by them')
  const { entities, rules } = await loadEntities(path)
  const entity = entities.find((one) => one.name === name)
  if (entity === undefined) throw new EntityNotDefinedError(name, path)
  return { entities, rules, entity }
}

function checkUrl(url: string): void {
  const isFit = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).username === ''
  if (!isFit) throw new ImportUsageError('--url is like https://host, without a password: a token says who imports')
}

/** Without passwords. */
function placeOf(from: string): string {
  if (!isPostgres(from)) return resolve(from)
  if (!URL.canParse(from)) throw new ImportUsageError('--from is not postgres://user:password@host:port/name')
  const { host, pathname } = new URL(from)
  return `${host}${pathname}`
}

function targetOf({ url, dataDir }: ImportOptions, environment: Environment | undefined): string {
  if (url !== undefined) return new URL(url).origin
  const database = readDatabaseUrl(environment)
  return database === undefined ? resolve(dataDir) : placeOf(database)
}

function stateFileOf({ from, tenant, entity }: ImportOptions): string {
  return isPostgres(from) ? `${tenant}-${entity}.docket-import.json` : `${from}.docket-import.json`
}
