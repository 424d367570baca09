import { type EventRecord, type JsonObject, nextEventId } from '@docket/core'
import { expect, test } from 'vitest'
import { amendmentOf } from './amendment.ts'
import { describeRejection } from './describe-rejection.ts'

const eventOf = (type: string, payload: JsonObject): EventRecord => ({
  id: nextEventId(undefined, 1),
  type,
  v: 1,
  at: 1,
  by: 'ada',
  device: 'till-a',
  payload,
})

test('what the server says in its own terms is put in plain words; what a rule says stays', () => {
  expect(describeRejection({ code: 'too_many', reason: 'at most 100' })).toBe('Not accepted: at most 100.')
  expect(describeRejection({ code: 'role_forbidden', reason: 'read-only' })).toContain('may only look')
})

test('[REJ2] a quantity can be amended, anything else cannot', () => {
  const item = { id: 'a', name: 'Soup', quantity: 120, price_minor: 650 }
  const added = amendmentOf(eventOf('item_added', { item }))
  expect(added?.quantity).toBe(120)
  expect(added?.withQuantity(12)).toEqual({ item: { ...item, quantity: 12 } })
  const more = amendmentOf(eventOf('item_quantity_changed', { item_id: 'a', by: 119 }))
  expect([more?.quantity, more?.withQuantity(11)]).toEqual([119, { item_id: 'a', by: 11 }])
  expect(amendmentOf(eventOf('item_quantity_changed', { item_id: 'a', by: -1 }))).toBeUndefined()
  expect(amendmentOf(eventOf('state_changed', { new_status: 'paid' }))).toBeUndefined()
})
