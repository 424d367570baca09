import { EventLog, nextEventId } from '@docket/core'
import { expect, test } from 'vitest'
import type { Closed } from './closing/closing-payload.ts'
import { closing, closingId } from './closing.ts'

const nothing = { orders: 0, total_minor: 0 }
const made: Closed = {
  number: 1,
  business_day: '2026-11-22',
  from_seq: 1,
  to_seq: 10,
  paid: nothing,
  voided: nothing,
  payments: {},
  categories: {},
  corrections_minor: 0,
  events: 10,
  rejected: 0,
  open: nothing,
  grand_total_minor: 0,
}

function record(...payloads: readonly Closed[]): EventLog {
  const log = new EventLog(closing)
  for (const payload of payloads) {
    const id = nextEventId(log.newestId, 1_000)
    log.add([{ id, type: 'closed', v: 1, at: 1_000, by: 'jon', device: 'office', payload }])
  }
  return log
}

test('a closing is made once', () => {
  const log = record(made, { ...made, to_seq: 12 })
  expect(log.state).toEqual({ closed: made, closed_at: 1_000, closed_by: 'jon' })
  expect(log.entries.at(-1)?.effect).toEqual({ kind: 'no_effect', reason: 'closing no. 1 is made already' })
})

test.each([
  ['no events', { ...made, to_seq: 0 }],
  ['half a cent', { ...made, grand_total_minor: 0.5 }],
  ['no day', { ...made, business_day: 'Sunday' }],
])('a closing with %s is none', (_, wrong) => {
  expect(record(wrong).entries.at(-1)?.effect.kind).toBe('no_effect')
})

test('closings sort by their numbers', () => {
  expect([10, 2, 1].map(closingId).sort()).toEqual([1, 2, 10].map(closingId))
})
