import { type DocumentAddress, type EventRecord, nextEventId, systemClock } from '@docket/core'
import type { DocumentCommit, JudgedEvent } from '../src/ledger/commit.ts'

let newest: string | undefined

/** An event as a till would record it; every one has its own id, greater than those before. */
export function sampleEvent(given: Partial<EventRecord> = {}): EventRecord {
  newest = nextEventId(newest, systemClock.now())
  return { id: newest, type: 'noted', v: 1, at: systemClock.now(), by: 'ann', device: 'till-1', payload: {}, ...given }
}

export function accepted(event: EventRecord = sampleEvent()): JudgedEvent {
  return { event, rejection: undefined, submittedBy: 'till-1' }
}

export function sampleCommit(
  address: DocumentAddress,
  given: Partial<Omit<DocumentCommit, 'address'>> = {},
): DocumentCommit {
  return { address, events: [accepted()], updates: [Uint8Array.of(1, 2, 3)], readModel: undefined, ...given }
}
