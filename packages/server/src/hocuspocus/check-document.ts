import { isDeepStrictEqual } from 'node:util'
import {
  type DocumentAddress,
  type EventId,
  type EventRecord,
  eventsOf,
  isEventRecord,
  isVerdictRecord,
  type VerdictRecord,
  verdictsOf,
} from '@docket/core'
import type * as Y from 'yjs'
import type { LedgerEvent } from '../ledger/event-row.ts'
import { laterRejections } from '../ledger/later-rejections.ts'
import { PAGE_SIZE } from '../ledger/pages.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsById } from '../ledger/read-events.ts'

/**
 * Why a document is not what the ledger has of it, or undefined when it is. All events are counted; records that are
 * not in `trusted` are compared in full.
 *
 * @param events how many the ledger has
 */
export async function wrongBecause(
  db: Queryable,
  address: DocumentAddress,
  doc: Y.Doc,
  trusted: ReadonlySet<unknown>,
  events: number,
): Promise<string | undefined> {
  const all: readonly EventRecord[] = eventsOf(doc).toArray()
  const verdicts: readonly VerdictRecord[] = verdictsOf(doc).toArray()
  const fresh = all.filter((event) => !trusted.has(event))
  const freshVerdicts = verdicts.filter((verdict) => !trusted.has(verdict))
  // What was damaged may be anything, whatever its type says.
  if (!fresh.every(isEventRecord) || !freshVerdicts.every(isVerdictRecord)) return 'it holds what is no record'
  const has = new Set(all.map(({ id }) => id)).size
  if (has !== events) return `it has ${has} events, docket.audit_events has ${events} of it`

  const ledger = await lookUp(db, address, [...fresh.map(({ id }) => id), ...freshVerdicts.map(({ ref }) => ref)])
  const codes = Map.groupBy(verdicts, ({ ref }) => ref)
  for (const event of fresh) {
    const entry = ledger.get(event.id)
    if (!isDeepStrictEqual(entry?.event, event)) return `its event ${event.id} is not that of docket.audit_events`
    const rejected = entry?.rejection
    if (rejected !== undefined && !codes.get(event.id)?.some(({ code }) => code === rejected.code)) {
      return `it has another verdict on ${event.id} than the ledger`
    }
  }
  const others = freshVerdicts.filter(({ ref, code }) => ledger.get(ref)?.rejection?.code !== code)
  if (others.length === 0) return undefined
  const later = await laterRejections(
    db,
    address,
    others.map(({ ref }) => ref),
  )
  const isLater = ({ ref, code }: VerdictRecord): boolean =>
    ledger.get(ref)?.rejection !== undefined || later.get(ref)?.code === code
  const forged = others.find((verdict) => !isLater(verdict))
  return forged && `it has another verdict on ${forged.ref} than the ledger`
}

async function lookUp(
  db: Queryable,
  { tenant, entity, id }: DocumentAddress,
  ids: readonly EventId[],
): Promise<ReadonlyMap<EventId, LedgerEvent>> {
  const found = new Map<EventId, LedgerEvent>()
  for (let from = 0; from < ids.length; from += PAGE_SIZE) {
    const page = ids.slice(from, from + PAGE_SIZE)
    for (const entry of await eventsById(db, { tenant, entityType: entity, entityId: id }, page)) {
      found.set(entry.event.id, entry)
    }
  }
  return found
}
