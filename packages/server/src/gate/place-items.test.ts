import { expect, test } from 'vitest'
import type { AppendedItem, ItemId } from './appended.ts'
import { placeItems } from './place-items.ts'

function item(client: number, clock: number, ...origins: readonly ItemId[]): AppendedItem {
  return { client, clock, length: 1, root: 'events', origins, values: [1] }
}

const id = (client: number, clock: number): ItemId => ({ client, clock })
/** The document has two items of the client 1. */
const knownClockOf = (client: number): number => (client === 1 ? 2 : 0)

test('[GAT2] items are placed after those to which they refer, whatever their order among clients', () => {
  const items = [item(2, 0, id(3, 1)), item(2, 1, id(2, 0)), item(3, 0, id(1, 1)), item(3, 1, id(3, 0))]
  expect(placeItems(items, knownClockOf)).toEqual(
    new Map([
      [3, 2],
      [2, 2],
    ]),
  )
})

test('items that the document has make nothing grow', () => {
  expect(placeItems([item(1, 0), item(1, 1, id(1, 0))], knownClockOf)).toEqual(new Map())
})

test.each<[string, readonly AppendedItem[]]>([
  ['it leaves out clocks of its client', [item(2, 1)]],
  ['it refers to itself', [item(2, 0, id(2, 0))]],
  ['it refers to one that comes after it', [item(2, 0, id(2, 1)), item(2, 1)]],
  ['it is known, and refers to what its client has not', [item(1, 0, id(1, 9))]],
  ['it refers to a client that nobody knows', [item(2, 0, id(9, 0))]],
  ['two refer to each other', [item(2, 0, id(3, 0)), item(3, 0, id(2, 0))]],
  ['three refer to one another', [item(2, 0, id(3, 0)), item(3, 0, id(4, 0)), item(4, 0, id(2, 0))]],
])('[GAT2] an item cannot be placed when %s', (_, items) => {
  expect(placeItems(items, knownClockOf)).toMatchObject({ kind: 'breach', code: 'update_gap' })
})

test('thousands of clients that wait for one another are placed in no time', () => {
  const items = Array.from({ length: 5_000 }, (_, n) => item(n + 10, 0, ...(n === 4_999 ? [] : [id(n + 11, 0)])))
  const startedMs = performance.now()
  expect(placeItems(items, knownClockOf)).toHaveProperty('size', 5_000)
  expect(performance.now() - startedMs).toBeLessThan(1_000)
})
