import { expect, expectTypeOf, test } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { ConformanceError } from './conformance-test.ts'
import { given } from './given.ts'

test('a specification by example', () => {
  given(order)
    .events(['created', { table_number: 4 }], ['item_added', itemOf('soup')])
    .when('item_removed', { item_id: 'soup' })
    .thenState({ table_number: 4, status: 'open', items: [] })

  given(order)
    .events(['state_changed', { new_status: 'paid' }])
    .when('item_added', itemOf('soup'))
    .thenRefused('the order is closed')
})

test('the outcome is there for expectations of other kinds', () => {
  const { state, effect } = given(order).when('item_added', itemOf('soup', 2))
  expectTypeOf(state).toEqualTypeOf<typeof order.initial>()
  expect(state.items[0]?.quantity).toBe(2)
  expect(effect).toEqual({ kind: 'applied' })
})

test('what is not as specified fails, and says how', () => {
  expect(() => given(order).when('created', { table_number: 4 }).thenRefused()).toThrow(
    'created should be refused, but it was applied',
  )
  expect(() => given(order).when('item_removed', { item_id: 'x' }).thenState(order.initial)).toThrow(
    'item_removed should apply, but there is no such item',
  )
  expect(() => given(order).when('item_removed', { item_id: 'x' }).thenRefused('no')).toThrow(ConformanceError)
  expect(() => given(order).when('created', { table_number: 4 }).thenState(order.initial)).toThrow(
    'the state after created: expected',
  )
  expect(() => given(order).events(['item_removed', { item_id: 'x' }])).toThrow('item_removed should have happened')
})

test('unknown events and wrong payloads are compile errors', () => {
  // @ts-expect-error there is no such event
  given(order).when('eaten', {})
  // @ts-expect-error a table has a number
  expect(() => given(order).when('created', { table_number: 'four' }).thenState(order.initial)).toThrow('table_number')
})
