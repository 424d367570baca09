import type { Entity } from '@docket/core'
import { canonicalJson } from '../../chain/canonical-json.ts'
import { readKeys } from '../../ledger/keys.ts'
import type { Queryable } from '../../ledger/queryable.ts'
import { type EntityState, entityStates } from '../../ledger/read-entities.ts'
import { eventsOfEntity } from '../../ledger/read-events.ts'
import { chainHead, sealsCovering } from '../../ledger/seals.ts'
import { Fold } from '../fold.ts'
import { readRecordSteps } from '../read-steps.ts'
import { DocumentsCheck } from './check-documents.ts'
import { SealCheck } from './check-seals.ts'
import { Bad, type Verification } from './finding.ts'
import { Keys } from './verify-signature.ts'
import { type ChainVerifier, conclude, verifySteps } from './verify-steps.ts'

export interface LedgerToVerify {
  readonly tenant: string
  /** The last record that was archived: what is verified comes after it. */
  readonly archived?: { readonly seq: number; readonly hash: string } | undefined
  /** Those whose read model is compared with what the events give. */
  readonly entities?: ReadonlyMap<string, Entity>
  /** Called with how many records were read of how many. */
  readonly onProgress?: (read: number, of: number) => void
}

/**
 * Verifies the chain of a tenant as it is in Postgres, up to the record that is the last one now: in short statements,
 * so it disturbs nobody.
 */
export async function verifyLedger(
  db: Queryable,
  { tenant, archived, entities = new Map(), onProgress }: LedgerToVerify,
): Promise<Verification> {
  const first = (archived?.seq ?? 0) + 1
  // Before the head is read: a seal that is made meanwhile would know more than it.
  const seals = await sealsCovering(db, tenant, first, Number.MAX_SAFE_INTEGER)
  const last = (await chainHead(db, tenant))?.seq ?? 0
  const keys = new Keys()
  for (const { publicKey } of await readKeys(db)) keys.add(publicKey.toString('base64'))
  const verifier: ChainVerifier = {
    documents: new DocumentsCheck({ tenant, kind: 'period', first, last, sums: false }),
    seals: new SealCheck(tenant, keys, seals, first === 1),
  }
  const range = { tenant, first, last }
  async function* steps(): ReturnType<typeof readRecordSteps> {
    for await (const page of readRecordSteps(db, range, archived?.hash)) {
      onProgress?.(page.at(-1)?.seq ?? 0, last)
      yield page
    }
  }
  return conclude(verifier, async () => {
    await verifySteps(steps(), verifier, range, false)
    await verifyStates(db, { tenant, last }, entities, verifier.documents)
  })
}

/** Up to where the chain is known to hold. */
interface Verified {
  readonly tenant: string
  readonly last: number
}

async function verifyStates(
  db: Queryable,
  { tenant, last }: Verified,
  entities: ReadonlyMap<string, Entity>,
  documents: DocumentsCheck,
): Promise<void> {
  const seen = new Set<string>()
  for await (const row of entityStates(db, tenant)) {
    const document = `${row.entityType}/${row.entityId}`
    const entity = entities.get(row.entityType)
    seen.add(document)
    // What was archived of a document is part of its state.
    if (entity !== undefined && documents.isWhole(document)) await verifyState(db, { tenant, last }, entity, row)
  }
  for (const document of documents.names()) {
    const [type = ''] = document.split('/')
    if (entities.has(type) && !seen.has(document)) throw unexplained(`The ledger has no state of ${document}`)
  }
}

async function verifyState(db: Queryable, { tenant, last }: Verified, entity: Entity, row: EntityState): Promise<void> {
  const { entityType, entityId, seq } = row
  const fold = new Fold(entity)
  let newest = 0
  // An old state with its old number is no better: it was read after the last number, so it has all up to there.
  const upToSeq = Math.max(last, seq)
  for await (const event of eventsOfEntity(db, { tenant, entityType, entityId, upToSeq })) {
    fold.add(event)
    newest = Math.max(newest, event.seq, event.rejectedLater?.seq ?? 0)
  }
  if (newest === seq && sameJson(fold.state, row.state)) return
  throw unexplained(`The state of ${entityType}/${entityId} is not what its events give`, newest === 0 ? seq : newest)
}

function sameJson(folded: unknown, kept: unknown): boolean {
  return canonicalJson(JSON.parse(JSON.stringify(folded ?? null))) === canonicalJson(kept)
}

function unexplained(why: string, seq?: number): Bad {
  return new Bad('state_not_explained', why, seq === undefined ? {} : { seq })
}
