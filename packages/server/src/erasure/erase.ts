import {
  DocketError,
  type DocumentAddress,
  type Entity,
  type EventRecord,
  type JsonObject,
  type JsonValue,
} from '@docket/core'
import { Fold } from '../audit/fold.ts'
import { TENANT_RECORDS, tenantCommit } from '../evidence/tenant-records.ts'
import { readDocument } from '../hocuspocus/read-document.ts'
import { redactDocument } from '../hocuspocus/redact-document.ts'
import { commitGroup } from '../ledger/commit-group.ts'
import {
  beginErasure,
  documentsOfUser,
  erasePayload,
  erasePerson,
  personalPointers,
  pseudonymOf,
  replaceDocument,
  replaceReadModel,
} from '../ledger/erasure.ts'
import { inTransaction, type TransactionPool } from '../ledger/in-transaction.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsOfEntity } from '../ledger/read-events.ts'
import { memberOf } from '../ledger/record-content.ts'

export class NothingToEraseError extends DocketError {
  constructor(what: string) {
    super('not_found', `The ledger holds nothing to erase of ${what}`)
  }
}

export class EntityNeededError extends DocketError {
  constructor(name: string) {
    super('entity_unknown', `There are documents of "${name}" to be written anew: name the module that defines it`)
  }
}

/** Who erases, and why: it is recorded in the tenant's chain. */
export interface ErasureReason {
  readonly tenant: string
  readonly by: string
  readonly reason: string
  /** ms since the epoch */
  readonly at: number
  readonly entities: ReadonlyMap<string, Entity>
}

/**
 * Forgets who a user of a tenant was: the same pseudonym takes the place of the name in the ledger, the documents and
 * the read model, all or nothing; the chain stays whole. Returns how many documents were written anew. Servers that have
 * them open, and devices, keep what they have until they let go of it.
 *
 * @throws NothingToEraseError, EntityNeededError
 */
export async function eraseUser(pool: TransactionPool, user: string, reason: ErasureReason): Promise<number> {
  return inTransaction(pool, async (db) => {
    const { tenant } = reason
    await beginErasure(db, tenant)
    const pseudonym = await pseudonymOf(db, tenant, user)
    if (pseudonym === undefined) throw new NothingToEraseError(`the user in ${tenant}`)
    const documents = (await documentsOfUser(db, tenant, user)).filter(({ entity }) => entity !== TENANT_RECORDS)
    const redact = (event: EventRecord): EventRecord => (event.by === user ? { ...event, by: pseudonym } : event)
    for (const address of documents) await rewriteDocument(db, address, redact)
    await erasePerson(db, tenant, user, pseudonym)
    for (const address of documents) await rewriteReadModel(db, address, reason)
    await record(db, reason, { user: pseudonym, documents: documents.length })
    return documents.length
  })
}

/**
 * Erases the personal values of a document's payloads, in the same way. Returns of how many events.
 *
 * @throws NothingToEraseError, EntityNeededError
 */
export async function erasePersonalValues(
  pool: TransactionPool,
  address: DocumentAddress,
  reason: ErasureReason,
): Promise<number> {
  return inTransaction(pool, async (db) => {
    await beginErasure(db, address.tenant)
    const pointers = await personalPointers(db, address)
    if (pointers.size === 0) throw new NothingToEraseError(`${address.entity}/${address.id}`)
    const { events: definitions } = definitionOf(address, reason)
    const redacted: EventRecord[] = []
    const redact = (event: EventRecord): EventRecord => {
      const personal = pointers.get(event.id)
      if (personal === undefined) return event
      const replacements = definitions[event.type]?.personal ?? {}
      const next = { ...event, payload: withReplacements(event.payload, personal.map(memberOf), replacements) }
      redacted.push(next)
      return next
    }
    await rewriteDocument(db, address, redact)
    for (const { id, payload } of redacted) await erasePayload(db, address, id, payload)
    await rewriteReadModel(db, address, reason)
    await record(db, reason, { entity_type: address.entity, entity_id: address.id, events: redacted.length })
    return redacted.length
  })
}

async function rewriteDocument(
  db: Queryable,
  address: DocumentAddress,
  redact: (event: EventRecord) => EventRecord,
): Promise<void> {
  const { doc, no } = await readDocument(db, address)
  await replaceDocument(db, address, { data: redactDocument(doc, redact), no })
}

async function rewriteReadModel(db: Queryable, address: DocumentAddress, reason: ErasureReason): Promise<void> {
  const entity = definitionOf(address, reason)
  const fold = new Fold(entity)
  const { tenant, entity: entityType, id: entityId } = address
  for await (const event of eventsOfEntity(db, { tenant, entityType, entityId })) fold.add(event)
  await replaceReadModel(db, address, { state: fold.state, summary: entity.summary(fold.state) })
}

function definitionOf({ entity }: DocumentAddress, { entities }: ErasureReason): Entity {
  const definition = entities.get(entity)
  if (definition === undefined) throw new EntityNeededError(entity)
  return definition
}

function withReplacements(
  payload: JsonObject,
  members: readonly string[],
  replacements: Readonly<Record<string, JsonValue>>,
): JsonObject {
  return { ...payload, ...Object.fromEntries(members.map((name) => [name, replacements[name] ?? null])) }
}

async function record(db: Queryable, { tenant, by, reason, at }: ErasureReason, what: JsonObject): Promise<void> {
  await commitGroup(db, [tenantCommit({ tenant, type: 'erased', payload: { ...what, reason }, by, at })])
}
