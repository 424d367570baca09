import { applyEvent, differencesOf, readPayload } from '@docket/core'
import { expect, test } from 'vitest'
import { added, created, given, type Happening, more, now, removed } from '../../test/given.ts'
import { order } from '../order.ts'
import { describeDifference } from './describe-difference.ts'

const names = new Map([['a', 'Item a']])

function changes(before: readonly Happening[], [type, payload]: Happening): string[] {
  const { state } = given(...before).when()
  const event = { id: 'e', type, v: 1, at: Date.UTC(2026, 0), by: 'ada', device: 'till-A', payload }
  const { state: after } = applyEvent(order, state, event, readPayload(order, event), undefined)
  return differencesOf(state, after).map((difference) => describeDifference(difference, names))
}

test.each<[readonly Happening[], Happening, (string | RegExp)[]]>([
  [[], created, ['Table: – → 5', /^Opened at: – → /, 'Opened by: – → Ada Moreau']],
  [[created], added('a', 2), ['+ 2 × Item a, €9.00']],
  [[created, added('a')], more('a', 2), ['Item a: 1 → 3']],
  [[created, added('a')], removed('a'), ['− 1 × Item a, €4.50']],
  [[created, added('a')], now('fired'), ['Status: Open → In kitchen', 'Item a: in the kitchen', /^Last sent to/]],
  [[created, added('a'), now('fired')], now('open'), ['Status: In kitchen → Open', 'Item a: not in the kitchen']],
  [[created, added('a'), now('paid')], ['archived', {}], ['The table is clear']],
  [[created, added('a'), now('paid')], added('b'), []],
])('%j, then %j', (before, happening, expected) => {
  const said = changes(before, happening)
  expect(said).toHaveLength(expected.length)
  // Fields come in the order of the state.
  for (const text of expected)
    expect(said).toContainEqual(typeof text === 'string' ? text : expect.stringMatching(text))
})

test('what it does not know is shown as it is', () => {
  const difference = { path: 'guests[2].name', kind: 'changed', before: null, after: { x: 1 } } as const
  expect(describeDifference(difference, names)).toBe('guests[2].name: – → {"x":1}')
})
