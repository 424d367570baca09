import type { KeptEvent, QuarantinedDocument } from '@docket/core'
import { nextEventId } from '@docket/core'
import { expect, test } from 'vitest'
import { describeQuarantine, isRecordable } from './describe-quarantine.ts'

const opening: KeptEvent = {
  event: {
    id: nextEventId(undefined, 1),
    type: 'created',
    v: 1,
    at: 1,
    by: 'ada',
    device: 'till-a',
    payload: { table_number: 7 },
  },
}
const entry: QuarantinedDocument = {
  entity: 'order',
  id: 'o1',
  code: 'deletion',
  reason: 'events are never deleted',
  at: 1,
  events: [opening],
  malformed: [],
}

test('the table is that of the order, or of what is kept aside, or unknown', () => {
  expect(describeQuarantine(entry, 5).title).toBe('Table 5: 1 change is kept aside on this till')
  expect(describeQuarantine(entry, null).title).toBe('Table 7: 1 change is kept aside on this till')
  const unknown = { ...entry, events: [], malformed: ['a', 'b'] }
  expect(describeQuarantine(unknown, null).title).toBe('Table ?: 2 changes are kept aside on this till')
})

test('the reason in plain words; after a second refusal, that one', () => {
  expect(describeQuarantine(entry, 5).why).toContain('copy of the order was damaged')
  expect(describeQuarantine({ ...entry, code: 'document_full' }, 5).why).toContain('open a new one')
  const again = {
    ...entry,
    events: [{ ...opening, refusal: { code: 'event_id_reused', reason: 'another has its id' } }],
  }
  expect(describeQuarantine(again, 5).why).toContain('refused it again: another has its id')
  expect([isRecordable(entry), isRecordable(again), isRecordable({ ...entry, events: [] })]).toEqual([
    true,
    false,
    false,
  ])
})
