import { describe, expect, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { tickOf } from '../clock/event-id.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'

const NOON = Date.UTC(2026, 10, 22, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR

const msOf = ({ id }: { id: string }): number => tickOf(id).ms

describe.each([
  ['an hour ahead', HOUR],
  ['an hour behind', -HOUR],
  ['a day ahead', DAY],
  ['a day behind', -DAY],
])('[CLK1] a device whose clock is %s', (_, off) => {
  test('records, in the order of its work, and the events say what its clock said', async () => {
    const till = openTill({ clock: fakeClock(NOON + off) })
    const doc = till.open(order, 'o1')
    const first = doc.record('created', { table_number: 4 })
    const second = doc.record('item_added', itemOf('soup'))
    expect([first.event.at, second.event.at]).toEqual([NOON + off, NOON + off])
    expect(first.event).not.toHaveProperty('skew')
    expect(doc.history().map(({ event }) => event)).toEqual([first.event, second.event])
    await till.close()
  })

  test('is corrected as soon as the server has told its time, and the events say by how much', async () => {
    const clock = fakeClock(NOON + off)
    const server = localServer({ entities: [order], clock: fakeClock(NOON) })
    const till = openTill({ clock, transport: server.transport({ clock }) })
    const doc = till.open(order, 'o1')
    await vi.waitFor(() => expect(doc.status.synced).toBe(true))
    const { event } = doc.record('created', { table_number: 4 })
    expect(event).toMatchObject({ at: NOON + off, skew: off })
    expect(msOf(event)).toBe(NOON)
    await till.close()
  })

  test('is restarted, offline too: what the server told of its time holds on', async () => {
    const storage = memoryStorage()
    const clock = fakeClock(NOON + off)
    const server = localServer({ entities: [order], clock: fakeClock(NOON) })
    const first = openTill({ clock, storage, transport: server.transport({ clock }) })
    await vi.waitFor(() => expect(first.status().connection).toBe('online'))
    await first.open(order, 'o1').record('created', { table_number: 4 }).committed
    await first.close()
    const second = openTill({ clock, storage })
    const doc = second.open(order, 'o1')
    await Promise.all([second.ready, doc.loaded])
    const { event } = doc.record('item_added', itemOf('soup'))
    expect(event).toMatchObject({ at: NOON + off, skew: off })
    expect(second.skewMs).toBe(off)
    expect(Math.abs(msOf(event) - NOON)).toBeLessThanOrEqual(1)
    expect(doc.history().at(-1)?.event).toEqual(event)
    await second.close()
  })

  test('is put right in the middle of an order: the order goes on, and the next connection learns of it', async () => {
    const storage = memoryStorage()
    const clock = fakeClock(NOON + off)
    const server = localServer({ entities: [order], clock: fakeClock(NOON) })
    const first = openTill({ clock, storage, transport: server.transport({ clock }) })
    const doc = first.open(order, 'o1')
    await vi.waitFor(() => expect(doc.status.synced).toBe(true))
    const added = doc.record('item_added', itemOf('soup'))
    clock.set(NOON)
    const removed = doc.record('item_removed', { item_id: 'soup' })
    // What was thought of the old clock stays until the server has told its time again; both are in the trail.
    expect([added.event, removed.event]).toMatchObject([
      { at: NOON + off, skew: off },
      { at: NOON, skew: off },
    ])
    expect(removed.event.id > added.event.id).toBe(true)
    await removed.committed
    await first.close()
    const second = openTill({ clock, storage, transport: server.transport({ clock }) })
    const later = second.open(order, 'o1')
    await vi.waitFor(() => expect(later.status.synced).toBe(true))
    const again = later.record('item_added', itemOf('soup'))
    expect(again.event).toMatchObject({ at: NOON, skew: 0 })
    expect(again.event.id > removed.event.id).toBe(true)
    expect(later.history().map(({ effect }) => effect.kind)).toEqual(['applied', 'applied', 'applied'])
    expect(msOf(second.open(order, 'o2').record('created', { table_number: 5 }).event)).toBe(NOON)
    await again.committed
    await second.close()
  })

  test('[ORD2] sorts after what it has seen of another device', async () => {
    const server = localServer({ entities: [order], clock: fakeClock(NOON) })
    // No time from the server: neither knows how wrong its clock is.
    const deaf = { now: () => Number.NaN }
    const right = openTill({ device: 'right', clock: fakeClock(NOON), transport: server.transport({ clock: deaf }) })
    const wrong = openTill({
      device: 'wrong',
      clock: fakeClock(NOON + off),
      transport: server.transport({ clock: deaf }),
    })
    const [ours, theirs] = [right.open(order, 'o1'), wrong.open(order, 'o1')]
    for (let round = 0; round < 3; round++) {
      const added = ours.record('item_added', itemOf(`item-${round}`))
      await vi.waitFor(() => expect(theirs.state.items).toHaveLength(1))
      const removed = theirs.record('item_removed', { item_id: `item-${round}` })
      await vi.waitFor(() => expect(ours.state.items).toHaveLength(0))
      expect(removed.event.id > added.event.id).toBe(true)
    }
    expect(ours.history().every(({ effect }) => effect.kind === 'applied')).toBe(true)
    expect(ours.history().map(({ event }) => event)).toEqual(theirs.history().map(({ event }) => event))
    await Promise.all([right.close(), wrong.close()])
  })
})

test('[CLK1] a clock that is corrected backwards in the middle of an order: the order goes on, in order', async () => {
  const clock = fakeClock(NOON + DAY)
  const till = openTill({ clock })
  const doc = till.open(order, 'o1')
  const before = doc.record('item_added', itemOf('soup'))
  clock.set(NOON)
  const after = doc.record('item_removed', { item_id: 'soup' })
  expect(after.event.id > before.event.id).toBe(true)
  expect([before.event.at, after.event.at]).toEqual([NOON + DAY, NOON])
  expect(doc.history().map(({ effect }) => effect.kind)).toEqual(['applied', 'applied'])
  expect(doc.state.items).toEqual([])
  await till.close()
})

test('[CLK1] a clock that was wrong in one document does not touch another', async () => {
  const clock = fakeClock(NOON + DAY)
  const till = openTill({ clock })
  till.open(order, 'o1').record('created', { table_number: 4 })
  clock.set(NOON)
  const { event } = till.open(order, 'o2').record('created', { table_number: 5 })
  expect(msOf(event)).toBe(NOON)
  await till.close()
})

test('[CLK1] a clock that jumps about never stops anybody', async () => {
  const clock = fakeClock(NOON)
  const till = openTill({ clock })
  const doc = till.open(order, 'o1')
  const ids: string[] = []
  for (const jump of [0, DAY, -DAY, 400 * DAY, -NOON, HOUR, Number.MAX_SAFE_INTEGER - NOON, -1, -NOON - DAY]) {
    clock.set(NOON + jump)
    ids.push(doc.record('item_added', itemOf('soup')).event.id)
  }
  expect(ids.toSorted()).toEqual(ids)
  expect(doc.history()).toHaveLength(ids.length)
  await till.close()
})

test('[CLK1] an event from a far future does not stop the document, and touches no other', async () => {
  const server = localServer({ entities: [order], clock: fakeClock(NOON) })
  const broken = openTill({
    device: 'broken',
    clock: fakeClock(Number.MAX_SAFE_INTEGER),
    transport: server.transport(),
  })
  await broken.open(order, 'o1').record('created', { table_number: 4 }).committed
  const clock = fakeClock(NOON)
  const till = openTill({ clock, transport: server.transport({ clock }) })
  const doc = till.open(order, 'o1')
  await vi.waitFor(() => expect(doc.history()).toHaveLength(1))
  for (let index = 0; index < 5000; index++) doc.record('item_added', itemOf('soup'))
  expect(doc.history().at(-1)?.event.at).toBe(NOON)
  expect(doc.status.events).toBe(5001)
  expect(msOf(till.open(order, 'o2').record('created', { table_number: 5 }).event)).toBe(NOON)
  await Promise.all([till.close(), broken.close()])
})
