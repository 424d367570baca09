import { expect, onTestFinished, test } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { fakeClock, fakeRandom } from './fakes.ts'

/** What a till records at noon and a second later. */
function idsOf(seed: number): readonly string[] {
  const clock = fakeClock(Date.UTC(2026, 0, 1, 12))
  const store = openTill({ clock, random: fakeRandom(seed) })
  onTestFinished(() => store.close())
  const document = store.open(order, 'o1')
  const first = document.record('created', { table_number: 4 }).event
  clock.advance(1_000)
  const second = document.record('item_added', itemOf('soup')).event
  expect(second.at - first.at).toBe(1_000)
  return [first.id, second.id]
}

test('with a fake clock and fake randomness a store makes the same ids in every run', () => {
  expect(idsOf(1)).toEqual(idsOf(1))
  expect(idsOf(2)).not.toEqual(idsOf(1))
})
