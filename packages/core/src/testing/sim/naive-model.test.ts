import { expect, test } from 'vitest'
import { order } from '../../../test/order.ts'
import { eventIdOf } from '../../clock/event-id.ts'
import type { EventRecord } from '../../event/event-record.ts'
import type { JsonObject } from '../../event/json.ts'
import { naiveFold } from './naive-model.ts'

const eventAt = (ms: number, type: string, payload: JsonObject): EventRecord => {
  const id = eventIdOf({ ms, counter: 0 }, new Uint8Array(8))
  return { id, type, v: 1, at: ms, by: 'ann', device: 'till', payload }
}
const paid = eventAt(1, 'state_changed', { new_status: 'paid' })
const added = eventAt(2, 'item_added', { item: { id: 'a', name: 'a', quantity: 1, price_minor: 1 } })
const unknown = eventAt(3, 'archived', {})

test('the naive fold takes events in the order of their ids, asks guards, and leaves out what is rejected or unknown', () => {
  const all = [unknown, added, paid].map((event) => ({ event, rejected: false }))
  const { state, effects } = naiveFold(order, all)
  expect(state).toMatchObject({ status: 'paid', items: [] })
  expect([paid, added, unknown].map(({ id }) => effects.get(id))).toEqual([
    { kind: 'applied' },
    { kind: 'no_effect', reason: 'the order is closed' },
    { kind: 'not_understood' },
  ])
  const withoutPayment = naiveFold(
    order,
    [added, paid].map((event) => ({ event, rejected: event === paid })),
  )
  expect(withoutPayment.state).toMatchObject({ status: 'open', items: [{ id: 'a' }] })
  expect(withoutPayment.effects.get(paid.id)).toEqual({ kind: 'rejected' })
})
