import { describe, expect, test } from 'vitest'
import { added, created, given, item, more, now, removed } from '../test/given.ts'
import { order } from './order.ts'

describe('opening', () => {
  test('a new order is open, for its table, by whom and when', () => {
    const { state } = given().when(...created)
    expect(state).toMatchObject({ table_number: 5, status: 'open', items: [], opened_at: 1_000, opened_by: 'ada' })
  })

  test('an order is opened once', () => {
    const { state, refused } = given(created).when('created', { table_number: 6 })
    expect(refused).toBe('the order is open already, for table 5')
    expect(state.table_number).toBe(5)
  })
})

describe('items', () => {
  test('are listed in the order of being added, exactly as they were added', () => {
    const { state } = given(created, added('b'), added('a', 2)).when()
    expect(state.items).toEqual([item('b'), item('a', 2)])
    expect(order.summary(state)).toMatchObject({ item_count: 3, unsent_count: 3, total_minor: 1_350 })
  })

  test('a line is added once and removed once', () => {
    expect(given(created, added('a')).when(...added('a')).refused).toBe('it is on the order already')
    expect(given(created, added('a')).when(...removed('a')).state.items).toEqual([])
    expect(given(created, added('a'), removed('a')).when(...removed('a')).refused).toBe(
      'it is not on the order any more',
    )
  })

  test('two tills that each add one more have added two', () => {
    const { state } = given(created, added('a'), more('a', 1)).when(...more('a', 1))
    expect(state.items).toEqual([item('a', 3)])
  })

  test('a quantity that falls to nothing takes the line off', () => {
    expect(given(created, added('a', 2), more('a', -1)).when(...more('a', -1)).state.items).toEqual([])
  })

  test.each([
    ['a fractional price', { ...item('a'), price_minor: 4.5 }],
    ['no quantity', item('a', 0)],
    ['no name', { ...item('a'), name: '' }],
  ])('%s is not an item', (_, wrong) => {
    const { state, refused } = given(created).when('item_added', { item: wrong })
    expect(refused).toContain('item.')
    expect(state.items).toEqual([])
  })
})

describe('the kitchen', () => {
  test('gets what it does not have yet', () => {
    const { state } = given(created, added('a'), now('fired')).when(...added('b'))
    expect(state).toMatchObject({ status: 'fired', kitchen: { a: 'sent' }, fired_at: 3_000 })
    expect(order.summary(state).unsent_count).toBe(1)
    expect(given(created, added('a'), now('fired')).when(...now('fired')).refused).toBe(
      'there is nothing new for the kitchen',
    )
  })

  test('serves what it has; what was served stays on the order', () => {
    const { state } = given(created, added('a'), now('fired'), added('b')).when(...now('served'))
    expect(state.kitchen).toEqual({ a: 'served' })
    expect(given(created, added('a'), now('fired'), now('served')).when(...removed('a')).refused).toBe(
      'it has been served',
    )
    expect(given(created, added('a')).when(...now('served')).refused).toBe('nothing is waiting to be served')
  })

  test('an order called back can be changed and sent again', () => {
    const { state } = given(created, added('a'), now('fired'), now('open'), more('a', 1)).when(...now('fired'))
    expect(state).toMatchObject({ items: [item('a', 2)], kitchen: { a: 'sent' } })
    expect(given(created, added('a'), now('fired')).when(...more('a', 1)).refused).toBe(
      'the kitchen has it already; add it once more instead',
    )
  })
})

describe('paying and closing', () => {
  const paid = [created, added('a'), now('paid')]

  test('a paid order does not change any more', () => {
    expect(given(...paid).when(...added('b')).refused).toBe('the order is already paid')
    expect(given(...paid).when(...now('void')).refused).toBe('the order is already paid')
    expect(given(created).when(...now('paid')).refused).toBe('there is nothing to pay; void the order instead')
  })

  test('what was paid before it was served is still served', () => {
    const { state } = given(created, added('a'), now('fired'), now('paid')).when(...now('served'))
    expect(state).toMatchObject({ status: 'paid', kitchen: { a: 'served' } })
  })

  test('a voided order neither', () => {
    const voided = given(created, added('a'), ['state_changed', { new_status: 'void', reason: 'Guests left' }])
    expect(voided.when(...removed('a')).refused).toBe('the order was voided')
  })

  test('a table is cleared when its order is paid or voided', () => {
    expect(given(created, added('a')).when('archived', {}).refused).toBe('pay or void the order first')
    expect(given(...paid).when('archived', {}).state.archived).toBe(true)
    expect(given(...paid, ['archived', {}]).when(...added('b')).refused).toBe('the order is closed')
  })
})
