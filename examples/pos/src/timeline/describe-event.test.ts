import type { EventRecord, HistoryEntry } from '@docket/core'
import { expect, test } from 'vitest'
import { describeEvent } from './describe-event.ts'
import { remarksOn } from './event-remarks.ts'
import { itemNamesOf } from './item-names.ts'

const AT = Date.UTC(2026, 4, 1, 12, 0)

function entry(type: string, payload: EventRecord['payload'], more: Partial<EventRecord> = {}): HistoryEntry {
  const event = { id: 'e', type, v: 1, at: AT, by: 'ada', device: 'till-A', payload, ...more }
  return { event, effect: { kind: 'applied' }, saveState: 'committed' }
}

const item = { id: 'a', name: 'Espresso', quantity: 2, price_minor: 260 }
const names = itemNamesOf([entry('item_added', { item })])

test.each([
  ['created', { table_number: 5 }, 'Opened table 5'],
  ['item_added', { item }, 'Added 2 × Espresso, €5.20'],
  ['item_removed', { item_id: 'a' }, 'Removed Espresso'],
  ['item_removed', { item_id: 'b' }, 'Removed an unknown item'],
  ['item_quantity_changed', { item_id: 'a', by: 1 }, '1 more Espresso'],
  ['item_quantity_changed', { item_id: 'a', by: -2 }, '2 less Espresso'],
  ['state_changed', { new_status: 'fired' }, 'Sent to the kitchen'],
  ['state_changed', { new_status: 'paid', payment_method: 'cash' }, 'Paid in cash'],
  ['state_changed', { new_status: 'void', reason: 'Guests left' }, 'Voided: Guests left'],
  ['archived', {}, 'Cleared the table'],
  ['item_flambeed', {}, 'item_flambeed'],
  ['item_added', { item: 'something else' }, 'item_added'],
])('%s %j: %s', (type, payload, what) => {
  expect(describeEvent(entry(type, payload).event, names).what).toBe(what)
})

test('remarks say what did not take effect and why', () => {
  const rejected = { kind: 'rejected', code: 'c', reason: 'not yours' } as const
  const noEffect = { kind: 'no_effect', reason: 'the order is already paid' } as const
  expect(remarksOn({ ...entry('archived', {}), effect: rejected }, undefined)).toMatchObject([
    { kind: 'rejected', text: 'Not accepted: not yours' },
  ])
  expect(remarksOn({ ...entry('archived', {}), effect: noEffect }, AT)).toMatchObject([
    { kind: 'no_effect', text: 'No effect: the order is already paid' },
  ])
})

test('remarks tell of offline gaps and wrong clocks, and not of the one as the other', () => {
  const minutes = 60_000
  expect(remarksOn(entry('archived', {}), AT + 5_000)).toEqual([])
  expect(remarksOn(entry('archived', {}), AT + 5 * minutes)).toMatchObject([
    { kind: 'late', text: expect.stringContaining('5 min later') },
  ])
  const slow = entry('archived', {}, { skew: -30 * minutes })
  expect(remarksOn(slow, AT + 30 * minutes)).toMatchObject([
    { kind: 'clock', text: 'The clock of this device was 30 min slow' },
  ])
})
