import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { itemOf, order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { defineEntity } from '../entity/define-entity.ts'
import type { Store } from './store.ts'

const loose = defineEntity('note', {
  initial: { count: 0 },
  events: {
    noted: { payload: z.record(z.string(), z.unknown()), evolve: ({ count }) => ({ count: count + 1 }) },
    failed: {
      payload: z.object({}),
      evolve: () => {
        throw new Error('division by zero')
      },
    },
  },
})

const stores: Store[] = []
function openDoc() {
  const store = openTill({ entities: [order, loose] })
  stores.push(store)
  return { store, doc: store.open(order, 'o1'), note: store.open(loose, 'n1') }
}

afterEach(async () => {
  vi.restoreAllMocks()
  for (const store of stores.splice(0)) await store.close()
})

test('it is synchronous: when it returns, the state is the new one and subscribers have been called', () => {
  const { doc } = openDoc()
  const heard: unknown[] = []
  doc.subscribe(() => heard.push(doc.state.table_number))
  doc.subscribe(
    ({ state }) => state.status,
    (status) => heard.push(status),
  )
  doc.record('created', { table_number: 4 })
  doc.record('state_changed', { new_status: 'fired' })
  expect(heard).toEqual([4, 4, 'fired'])
})

test('an event says what, who, where and when, and is frozen', () => {
  let user: string | null = 'ann'
  const store = openTill({ user: () => user, clock: { now: () => 1_700_000_000_000.5 } })
  stores.push(store)
  const doc = store.open(order, 'o1')
  const { event } = doc.record('created', { table_number: 4 })
  expect(event).toEqual({
    id: event.id,
    type: 'created',
    v: 1,
    at: 1_700_000_000_000,
    by: 'ann',
    device: 'till',
    payload: { table_number: 4 },
  })
  expect(Object.isFrozen(event) && Object.isFrozen(event.payload)).toBe(true)
  user = null
  expect(doc.record('item_added', itemOf('soup'), { ref: event.id }).event).toMatchObject({ by: null, ref: event.id })
})

describe('what it refuses changes nothing', () => {
  function expectNothingChanged(attempt: (opened: ReturnType<typeof openDoc>) => void, expected: object): void {
    const opened = openDoc()
    const { doc, note } = opened
    doc.record('created', { table_number: 4 })
    const before = [doc.snapshot(), doc.history(), note.snapshot(), note.history()]
    const listener = vi.fn()
    doc.subscribe(listener)
    note.subscribe(listener)
    expect(() => attempt(opened)).toThrow(expect.objectContaining(expected))
    expect(
      [doc.snapshot(), doc.history(), note.snapshot(), note.history()].every((now, index) => now === before[index]),
    ).toBe(true)
    expect(listener).not.toHaveBeenCalled()
  }

  test('an unknown event', () => {
    const message = 'order has no event "eaten"; it has created, item_added, item_removed, state_changed'
    expectNothingChanged(({ doc }) => doc.record('eaten' as never, {} as never), { code: 'event_unknown', message })
  })

  test.each(['$archived', 'toString', '__proto__', 'constructor'])("what is nobody's event: %s", (type) => {
    expectNothingChanged(({ doc }) => doc.record(type as never, {} as never), { code: 'event_unknown' })
  })

  test('a payload that does not fit', () => {
    const message = expect.stringMatching(/^The payload of order\.created is not valid: table_number: /)
    expectNothingChanged(({ doc }) => doc.record('created', { table_number: -1 }), { code: 'payload_invalid', message })
  })

  test('[FLD2] what its guard refuses', () => {
    expectNothingChanged(({ doc }) => doc.record('item_removed', { item_id: 'soup' }), {
      code: 'guard_refused',
      reason: 'there is no such item',
      message: 'order.item_removed was not recorded: there is no such item',
    })
  })

  test('[FLD2] what its evolve cannot do', () => {
    expectNothingChanged(({ note }) => note.record('failed', {}), {
      code: 'guard_refused',
      reason: 'failed failed: division by zero',
    })
  })

  test('a ref that is no event', () => {
    expectNothingChanged(({ doc }) => doc.record('created', { table_number: 4 }, { ref: 'x' }), {
      code: 'payload_invalid',
    })
  })

  test.each<[string, unknown, string]>([
    ['NaN', Number.NaN, 'payload.value is NaN'],
    ['a Date', new Date(0), 'payload.value is a Date'],
    ['undefined in a list', [undefined], 'payload.value[0] is undefined'],
    ['a bigint', 1n, 'payload.value is a bigint'],
    ['half a surrogate pair', '\ud800', 'payload.value has a NUL or half a surrogate pair'],
    ['NUL', 'a\0', 'payload.value has a NUL or half a surrogate pair'],
    ['__proto__', JSON.parse('{"__proto__":1}'), 'payload.value has the key "__proto__"'],
    ['endless nesting', endless(), 'nested deeper than 32 levels'],
  ])('%s', (_, value, reason) => {
    expectNothingChanged(({ note }) => note.record('noted', { value }), {
      code: 'payload_invalid',
      message: expect.stringContaining(reason),
    })
  })
})

function endless(): object {
  const value: Record<string, unknown> = {}
  value.self = value
  return value
}

test('what JSON would leave out or write otherwise is recorded as JSON has it', () => {
  const { note } = openDoc()
  const { event } = note.record('noted', { a: undefined, b: -0, c: { d: undefined } })
  expect(Object.keys(event.payload)).toEqual(['b', 'c'])
  expect(Object.is(event.payload.b, 0)).toBe(true)
})

test('[LOG1] changing what was handed in changes nothing', () => {
  const { doc } = openDoc()
  const payload = itemOf('soup')
  doc.record('item_added', payload)
  payload.item.quantity = 99
  expect(doc.state.items[0]?.quantity).toBe(1)
})

test('a listener that throws does not undo, and keeps nobody else from hearing', () => {
  const reports: (() => void)[] = []
  const { doc } = openDoc()
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((report) => reports.push(report))
  const heard = vi.fn()
  const stop = doc.subscribe(() => {
    throw new Error('out of order')
  })
  doc.subscribe(heard)
  expect(doc.record('created', { table_number: 4 }).event.type).toBe('created')
  expect(doc.state.table_number).toBe(4)
  expect(heard).toHaveBeenCalled()
  expect(reports.some((report) => throwsOutOfOrder(report))).toBe(true)
  stop()
})

function throwsOutOfOrder(report: () => void): boolean {
  try {
    report()
    return false
  } catch (error) {
    return error instanceof Error && error.message === 'out of order'
  }
}

test('a listener may record: the answer stands after what it answers', () => {
  const { doc } = openDoc()
  const stop = doc.subscribe(
    ({ state }) => state.status,
    (status) => {
      if (status !== 'fired') return
      stop()
      doc.record('state_changed', { new_status: 'served' })
    },
  )
  doc.record('state_changed', { new_status: 'fired' })
  expect(doc.state.status).toBe('served')
  expect(doc.history().map(({ event }) => event.payload.new_status)).toEqual(['fired', 'served'])
})

test('after the store was closed it throws instead of losing events', async () => {
  const { store, doc } = openDoc()
  await store.close()
  expect(() => doc.record('created', { table_number: 4 })).toThrow(
    expect.objectContaining({ code: 'document_closed', message: expect.stringContaining('order "o1"') }),
  )
  expect(() => store.open(order, 'o1')).toThrow(expect.objectContaining({ code: 'store_closed' }))
})
