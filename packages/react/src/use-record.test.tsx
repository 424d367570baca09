// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { useEffect } from 'react'
import { afterEach, expect, expectTypeOf, test } from 'vitest'
import { memoryStore, order, provide } from '../test/order.tsx'
import { useHistory } from './use-history.ts'
import { useRecord } from './use-record.ts'
import { useSyncStatus } from './use-sync-status.ts'

afterEach(cleanup)

test('the function is stable and typed by the entity alone', () => {
  const store = memoryStore()
  const { result, rerender } = renderHook(({ id }) => useRecord(order, id), {
    wrapper: provide(store),
    initialProps: { id: 'o1' },
  })
  const record = result.current
  rerender({ id: 'o1' })
  expect(result.current).toBe(record)
  expectTypeOf(record<'created'>)
    .parameter(1)
    .toEqualTypeOf<{ table: number }>()
  // @ts-expect-error no such event
  expect(() => record('item_eaten', {})).toThrow('order has no event "item_eaten"')
  // @ts-expect-error the table is a number
  expect(() => record('created', { table: '5' })).toThrow('not valid')
  rerender({ id: 'o2' })
  expect(result.current).not.toBe(record)
})

test('what a guard refuses is thrown, and what is recorded shows in history and status', async () => {
  const store = memoryStore()
  const { result } = renderHook(
    () => ({ record: useRecord(order, 'o1'), history: useHistory(order, 'o1'), sync: useSyncStatus() }),
    { wrapper: provide(store) },
  )
  await act(() => result.current.record('item_added', { item: 'Soup' }).saved)
  act(() => void result.current.record('paid', {}))
  expect(() => result.current.record('item_added', { item: 'Tea' })).toThrow('the order is paid')
  await act(() => store.open(order, 'o1').record('created', { table: 4 }).saved)
  expect(result.current.history.map(({ event, saveState }) => [event.type, saveState])).toEqual([
    ['item_added', 'saved'],
    ['paid', 'saved'],
    ['created', 'saved'],
  ])
  expect(result.current.sync).toMatchObject({ connection: 'offline', unsaved: 0, uncommitted: 3 })
})

let late: (() => void) | undefined

function Opener(): React.ReactNode {
  const record = useRecord(order, 'o1')
  const { length } = useHistory(order, 'o1')
  useEffect(() => {
    record('item_added', { item: 'Soup' })
    late = () => void record('paid', {})
  }, [record])
  return <p>{`${length} events`}</p>
}

test('it works in an effect of the first render, and after unmounting', () => {
  const store = memoryStore()
  const { unmount } = render(<Opener />, { wrapper: provide(store) })
  // StrictMode runs the effect twice.
  expect(screen.getByText('2 events')).toBeDefined()
  unmount()
  late?.()
  expect(store.open(order, 'o1').state.status).toBe('paid')
})
