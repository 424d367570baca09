// @vitest-environment happy-dom
import type { DocumentSnapshot, StateOf } from '@docket/core'
import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, expect, expectTypeOf, test, vi } from 'vitest'
import { memoryStore, order, provide } from '../test/order.tsx'
import { useEntity } from './use-entity.ts'

afterEach(cleanup)

test('the initial state while loading, then every change at once', async () => {
  const store = memoryStore()
  const { result } = renderHook(() => useEntity(order, 'o1'), { wrapper: provide(store) })
  expect(result.current).toMatchObject({ state: order.initial, status: { loaded: false } })
  await act(() => store.ready)
  expect(result.current.status.loaded).toBe(true)
  act(() => void store.peek(order, 'o1')?.record('item_added', { item: 'Soup' }))
  expect(result.current.state.items).toEqual(['Soup'])
  expectTypeOf(result.current).toEqualTypeOf<DocumentSnapshot<StateOf<typeof order>>>()
})

test('rendering opens nothing, and a component of StrictMode holds the document once', async () => {
  const store = memoryStore()
  const open = vi.spyOn(store, 'open')
  const opensSeenInRender: number[] = []
  const { unmount } = renderHook(
    () => {
      opensSeenInRender.push(open.mock.calls.length)
      return useEntity(order, 'o1', ({ state }) => state)
    },
    { wrapper: provide(store) },
  )
  expect(opensSeenInRender).toEqual([0, 0])
  expect(open).toHaveBeenCalledTimes(2)
  const closed = vi.spyOn(store.open(order, 'o1'), 'close')
  unmount()
  expect(closed).toHaveBeenCalledTimes(1)
})

test('with a selector it renders only when what is selected changes', async () => {
  const store = memoryStore()
  const doc = store.open(order, 'o1')
  await doc.loaded
  let renders = 0
  const { result } = renderHook(
    () => {
      renders++
      return useEntity(order, 'o1', ({ state }) => state.items.length)
    },
    { wrapper: provide(store) },
  )
  const before = renders
  act(() => void doc.record('created', { table: 5 }))
  await act(() => doc.record('paid', {}).saved)
  expect(renders).toBe(before)
  expect(result.current).toBe(0)
  expectTypeOf(result.current).toEqualTypeOf<number>()
})

test('an inline selector may make a new object each time', async () => {
  const store = memoryStore()
  const doc = store.open(order, 'o1')
  await doc.loaded
  let renders = 0
  const { result, rerender } = renderHook(
    () => {
      renders++
      return useEntity(order, 'o1', ({ state }) => ({ table: state.table, items: state.items }))
    },
    { wrapper: provide(store) },
  )
  const [first, before] = [result.current, renders]
  await act(() => doc.record('paid', {}).saved)
  expect(renders).toBe(before)
  rerender()
  expect(result.current).toBe(first)
  act(() => void doc.record('created', { table: 7 }))
  expect(result.current).toEqual({ table: 7, items: [] })
})

test('an inline selector sees what the render sees', async () => {
  const store = memoryStore()
  const doc = store.open(order, 'o1')
  doc.record('item_added', { item: 'Soup' })
  doc.record('item_added', { item: 'Tea' })
  const { result, rerender } = renderHook(({ at }) => useEntity(order, 'o1', ({ state }) => state.items[at]), {
    wrapper: provide(store),
    initialProps: { at: 0 },
  })
  expect(result.current).toBe('Soup')
  rerender({ at: 1 })
  expect(result.current).toBe('Tea')
})

test('another id is another document', async () => {
  const store = memoryStore()
  store.open(order, 'o1').record('created', { table: 1 })
  store.open(order, 'o2').record('created', { table: 2 })
  const { result, rerender } = renderHook(({ id }) => useEntity(order, id).state.table, {
    wrapper: provide(store),
    initialProps: { id: 'o1' },
  })
  expect(result.current).toBe(1)
  rerender({ id: 'o2' })
  expect(result.current).toBe(2)
})

test('without a provider there is an error that says what to do', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(() => renderHook(() => useEntity(order, 'o1'))).toThrow(
    expect.objectContaining({ code: 'provider_missing', message: expect.stringContaining('<DocketProvider') }),
  )
  vi.restoreAllMocks()
})
