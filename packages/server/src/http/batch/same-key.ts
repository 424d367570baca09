import { canonicalJson } from '../../chain/canonical-json.ts'
import type { LedgerEvent } from '../../ledger/event-row.ts'
import type { KeyedEvent } from '../../ledger/idempotency-keys.ts'
import type { NewEvent } from './batch-event.ts'
import type { ItemResult, RejectedItem } from './item-result.ts'

export const KEY_REUSED: RejectedItem = {
  kind: 'rejected',
  code: 'idempotency_key_reused',
  reason: 'the key belongs to an event with other content',
  isRecorded: false,
}

const KEY_ARCHIVED: RejectedItem = {
  ...KEY_REUSED,
  reason: 'the key belongs to an event that has left the ledger: whether it is the same cannot be told any more',
}

/** What becomes of an event whose key belongs to another: that one stands for it, if it is the same but for its id. */
export function resultBySameKey(item: NewEvent, { eventId, event }: KeyedEvent): ItemResult {
  if (event === undefined) return KEY_ARCHIVED
  if (!isSame(item, newEventOf(event))) return KEY_REUSED
  const { rejection } = event
  return rejection === undefined
    ? { kind: 'accepted', sameAs: eventId }
    : { kind: 'rejected', ...rejection, isRecorded: true }
}

export interface KeysOfBatch {
  /** The first with each key, and those without one. */
  readonly first: readonly NewEvent[]
  /** Later ones, by the one that stands for them. */
  readonly repeated: readonly { readonly item: NewEvent; readonly of: NewEvent }[]
  readonly reused: readonly NewEvent[]
}

/** A batch may have a key more than once. */
export function keysOfBatch(items: readonly NewEvent[]): KeysOfBatch {
  const byKey = new Map<string, NewEvent>()
  const first: NewEvent[] = []
  const repeated: { item: NewEvent; of: NewEvent }[] = []
  const reused: NewEvent[] = []
  for (const item of items) {
    const of = item.key === undefined ? undefined : byKey.get(item.key)
    if (of === undefined || of.event.id === item.event.id) first.push(item)
    else if (isSame(item, of)) repeated.push({ item, of })
    else reused.push(item)
    if (item.key !== undefined && of === undefined) byKey.set(item.key, item)
  }
  return { first, repeated, reused }
}

/** In all that the later one's sender says of it, but for the id and the key. */
function isSame(later: NewEvent, first: NewEvent): boolean {
  const at = later.isTimed ? later.event.at : first.event.at
  return contentOf({ ...later, event: { ...later.event, at } }) === contentOf(first)
}

function contentOf({ address: { entity, id }, event: { type, v, at, by, payload, ref } }: NewEvent): string {
  return canonicalJson({ entity, id, type, v, at, by, payload, ref })
}

function newEventOf({ entityType, entityId, event }: LedgerEvent): NewEvent {
  return { address: { tenant: '', entity: entityType, id: entityId }, event, key: undefined, isTimed: true }
}
