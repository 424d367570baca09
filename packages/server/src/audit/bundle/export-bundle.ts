import type { Readable } from 'node:stream'
import { DocketError, type Entity } from '@docket/core'
import type { Seal } from '../../chain/seal.ts'
import type { Signer } from '../../evidence/signing-key.ts'
import { archivedEvents, archivedUpTo } from '../../ledger/archive.ts'
import { readKeys } from '../../ledger/keys.ts'
import type { Queryable } from '../../ledger/queryable.ts'
import type { EntityKey } from '../../ledger/read-entities.ts'
import { eventsOfEntity } from '../../ledger/read-events.ts'
import {
  type DocumentKey,
  documentsOf,
  firstSeqAt,
  firstSeqOf,
  linkedDocuments,
  recordPages,
  recordPagesOf,
  type SeqRange,
} from '../../ledger/read-records.ts'
import { sealsCovering } from '../../ledger/seals.ts'
import { rfc3339 } from '../../rfc3339.ts'
import { readLinkSteps, readRecordSteps, readRecordStepsOf } from '../read-steps.ts'
import type { Manifest } from '../verify/manifest.ts'
import type { RecordStep } from '../verify/step.ts'
import { recordCsv } from './record-csv.ts'
import { writeReport } from './report.ts'
import { stateLines } from './state-lines.ts'
import { DOCKET_VERSION } from './version.ts'
import { type BundleContents, writeBundle } from './write-bundle.ts'

/** What an export needs. */
export interface Exporting {
  readonly db: Queryable
  readonly signer: Signer
  /** Seals the chain where it ends now; undefined when it has no records. */
  readonly seal: (tenant: string) => Promise<Seal | undefined>
  readonly entities: ReadonlyMap<string, Entity>
  readonly nowMs: number
  /** Called with how many records were written of how many. */
  readonly onProgress?: ((written: number, of: number) => void) | undefined
}

export interface Period {
  readonly tenant: string
  /** By the time of recording, ms since the epoch: from the first on, before the second. */
  readonly fromMs: number
  readonly toMs: number
}

/** All records of a tenant of some time. */
export async function exportPeriod(exporting: Exporting, { tenant, fromMs, toMs }: Period): Promise<Readable> {
  const { db, entities, onProgress } = exporting
  const head = (await exporting.seal(tenant))?.seq ?? 0
  const archived = await archivedUpTo(db, tenant)
  const all: SeqRange = { tenant, first: (archived?.seq ?? 0) + 1, last: head }
  const first = (await firstSeqAt(db, all, fromMs)) ?? head + 1
  const last = ((await firstSeqAt(db, { ...all, first }, toMs)) ?? head + 1) - 1
  const range = { tenant, first, last }
  const before = first === all.first ? archived?.hash : undefined
  const seals = last < first ? [] : await sealsCovering(db, tenant, first, last)
  const afterwards = { tenant, first: last + 1, last: seals.at(-1)?.seq ?? last }
  return write(exporting, {
    about: about(exporting, 'period', tenant, { from: rfc3339(fromMs), to: rfc3339(toMs) }),
    records: counted(readRecordSteps(db, range, before), (seq) => onProgress?.(seq - first + 1, last - first + 1)),
    links: readLinkSteps(db, afterwards),
    seals,
    states: states(db, entities, { tenant, last }, wholeDocuments(db, range)),
    readable: { 'records.csv': recordCsv(recordPages(db, range)) },
  })
}

/** A part of what was asked for is no longer in the ledger. */
export class ArchivedError extends DocketError {
  constructor(document: string, events: number) {
    super('archived', `${events} events of ${document} were archived: see the archive's files`)
  }
}

/**
 * All records of a document, and of those that it is linked to; undefined when it has none.
 *
 * @throws ArchivedError
 */
export async function exportEntity(exporting: Exporting, key: EntityKey): Promise<Readable | undefined> {
  const { db, entities } = exporting
  const { tenant, entityType, entityId } = key
  const documents: DocumentKey[] = [{ entityType, entityId }]
  const archived = await archivedEvents(db, { tenant, entity: entityType, id: entityId })
  if (archived > 0) throw new ArchivedError(`${entityType}/${entityId}`, archived)
  if ((await firstSeqOf(db, tenant, documents)) === undefined) return undefined
  const last = (await exporting.seal(tenant))?.seq ?? 0
  documents.push(...(await linkedDocuments(db, key)))
  const first = (await firstSeqOf(db, tenant, documents)) ?? 1
  const chosen = { tenant, last, documents }
  return write(exporting, {
    about: about(exporting, 'entity', tenant, {
      entity_type: entityType,
      entity_id: entityId,
      linked: documents.slice(1).map((linked) => `${linked.entityType}/${linked.entityId}`),
    }),
    records: readRecordStepsOf(db, chosen),
    links: readLinkSteps(db, { tenant, first, last }, documents),
    seals: await sealsCovering(db, tenant, first, last),
    states: states(db, entities, { tenant, last }, documents),
    readable: {
      'records.csv': recordCsv(recordPagesOf(db, chosen)),
      'report.html': writeReport(exporting, chosen),
    },
  })
}

async function write(exporting: Exporting, contents: Omit<BundleContents, 'keys'>): Promise<Readable> {
  const known = await readKeys(exporting.db)
  const used = new Set(contents.seals.map(({ key_id }) => key_id))
  const keys = Object.fromEntries(
    known.filter(({ keyId }) => used.has(keyId)).map(({ keyId, publicKey }) => [keyId, publicKey.toString('base64')]),
  )
  return writeBundle({ ...contents, keys }, exporting.signer)
}

function about(
  { nowMs }: Exporting,
  kind: Manifest['kind'],
  tenant: string,
  filter: Manifest['filter'],
): BundleContents['about'] {
  return { docket: DOCKET_VERSION, kind, tenant_id: tenant, exported_at_ms: nowMs, filter }
}

/** Those whose first record is among these numbers. */
async function* wholeDocuments(db: Queryable, range: SeqRange): AsyncGenerator<DocumentKey> {
  for await (const document of documentsOf(db, range)) if (document.isWhole) yield document
}

/** The states of those documents whose definitions are at hand. */
async function* states(
  db: Queryable,
  entities: ReadonlyMap<string, Entity>,
  { tenant, last }: Pick<SeqRange, 'tenant' | 'last'>,
  documents: AsyncIterable<DocumentKey> | Iterable<DocumentKey>,
): AsyncGenerator<AsyncIterable<string>> {
  for await (const { entityType, entityId } of documents) {
    const entity = entities.get(entityType)
    if (entity === undefined) continue
    yield stateLines(entity, entityId, eventsOfEntity(db, { tenant, entityType, entityId, upToSeq: last }))
  }
}

async function* counted(
  pages: AsyncIterable<readonly RecordStep[]>,
  onPage: (lastSeq: number) => void,
): AsyncGenerator<readonly RecordStep[]> {
  for await (const page of pages) {
    yield page
    onPage(page.at(-1)?.seq ?? 0)
  }
}
