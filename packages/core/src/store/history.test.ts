import { expect, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { localServer } from '../testing/local-server.ts'

test('history and snapshot are the same objects until something changes', async () => {
  const till = openTill()
  const doc = till.open(order, 'o1')
  await doc.loaded
  doc.record('created', { table_number: 4 })
  const [history, snapshot] = [doc.history(), doc.snapshot()]
  expect(doc.history()).toBe(history)
  expect(doc.snapshot()).toBe(snapshot)
  expect(doc.snapshot().state).toBe(doc.state)
  doc.record('item_added', itemOf('soup'))
  expect(doc.history()).not.toBe(history)
  expect(doc.snapshot()).not.toBe(snapshot)
  await till.close()
})

test('entries that did not change keep their identity, through saving, committing and late arrivals', async () => {
  const server = localServer({ entities: [order] })
  const transport = server.transport()
  const till = openTill({ transport })
  const doc = till.open(order, 'o1')
  await doc.record('created', { table_number: 4 }).committed
  await doc.record('item_added', itemOf('soup')).committed
  const before = doc.history()
  const receipt = doc.record('item_added', itemOf('salad'))
  expect(doc.history()[0]).toBe(before[0])
  const recorded = doc.history()[2]
  await receipt.saved
  expect(doc.history()[2]).not.toBe(recorded)
  await receipt.committed
  expect(doc.history().slice(0, 2)).toEqual(before)
  expect(
    doc
      .history()
      .slice(0, 2)
      .every((entry, index) => entry === before[index]),
  ).toBe(true)

  transport.cut()
  const other = openTill({ device: 'other', transport: server.transport() })
  const theirs = other.open(order, 'o1')
  await vi.waitFor(() => expect(theirs.history()).toHaveLength(3))
  await theirs.record('item_added', itemOf('bread')).committed
  const ours = doc.record('item_added', itemOf('wine'))
  const waiting = doc.history()
  transport.restore()
  await ours.committed
  await vi.waitFor(() => expect(doc.history()).toHaveLength(5))
  expect(
    doc
      .history()
      .slice(0, 3)
      .every((entry, index) => entry === waiting[index]),
  ).toBe(true)
  await Promise.all([till.close(), other.close()])
})
