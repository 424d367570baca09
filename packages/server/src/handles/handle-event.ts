import { isDeepStrictEqual } from 'node:util'
import { type Author, type EventLog, type EventRecord, makeEvent } from '@docket/core'
import type { HandleRecordOptions } from './entity-handle.ts'
import { EventIdReusedError } from './errors.ts'

/** What the trail has as the device of what the server records. */
const DEVICE = 'server'

/**
 * The event that a handle records on this log, or, if it is there already by its id, that one.
 *
 * @throws EventUnknownError, PayloadInvalidError, GuardRefusedError, EventIdReusedError
 */
export function handleEvent(
  log: EventLog,
  type: string,
  payload: unknown,
  { by, ref, at, id, as }: HandleRecordOptions,
  nowMs: number,
): EventRecord {
  const user = by ?? as?.subject ?? null
  const known = id === undefined ? undefined : log.get(id)?.event
  if (known !== undefined) {
    const isSame = known.type === type && known.by === user && known.ref === ref && isSamePayload(known, payload)
    if (!isSame) throw new EventIdReusedError(known.id)
    return known
  }
  const clock: Author['clock'] = { now: () => at ?? nowMs, corrected: () => nowMs, skewMs: undefined }
  return makeEvent(log, { user: () => user, device: DEVICE, clock }, type, payload, { ref, id }).event
}

function isSamePayload({ payload }: EventRecord, given: unknown): boolean {
  return isDeepStrictEqual(payload, JSON.parse(JSON.stringify(given ?? null)))
}
