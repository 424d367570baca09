// @vitest-environment happy-dom
import type { EntityRow } from '@docket/core'
import { act, cleanup, render, renderHook, screen } from '@testing-library/react'
import { memo } from 'react'
import { afterEach, expect, expectTypeOf, test, vi } from 'vitest'
import { memoryStore, order, provide } from '../test/order.tsx'
import { useEntities } from './use-entities.ts'

afterEach(cleanup)

test('rows that are chosen and ordered by inline functions; no document is opened', async () => {
  const store = memoryStore()
  for (const [id, table] of [
    ['o1', 3],
    ['o2', 1],
    ['o3', 2],
  ] as const)
    store.open(order, id).record('created', { table })
  await store.open(order, 'o3').record('paid', {}).saved
  const open = vi.spyOn(store, 'open')
  const { result } = renderHook(
    () => useEntities(order, { where: (o) => o.status === 'open', orderBy: (a, b) => a.table - b.table }),
    { wrapper: provide(store) },
  )
  expect(result.current.map(({ id }) => id)).toEqual(['o2', 'o1'])
  expectTypeOf(result.current)
    .items.toHaveProperty('summary')
    .toEqualTypeOf<{ table: number; status: 'open' | 'paid'; items: number }>()
  expect(open).not.toHaveBeenCalled()
})

let rendered: string[] = []

const Row = memo(function Row({ row }: { row: EntityRow<{ items: number }> }) {
  rendered.push(row.id)
  return <li>{`${row.id}: ${row.summary.items}`}</li>
})

function List(): React.ReactNode {
  rendered.push('list')
  return useEntities(order, { where: (o) => o.table < 10 }).map((row) => <Row key={row.id} row={row} />)
}

test('only the row that changed renders again, and nothing for a document that is not in the list', async () => {
  const store = memoryStore()
  const [one, two, hidden] = [store.open(order, 'o1'), store.open(order, 'o2'), store.open(order, 'o3')]
  one.record('created', { table: 1 })
  two.record('created', { table: 2 })
  await hidden.record('created', { table: 99 }).saved
  render(<List />, { wrapper: provide(store) })
  rendered = []
  await act(() => two.record('item_added', { item: 'Soup' }).saved)
  expect(screen.getByText('o2: 1')).toBeDefined()
  expect(new Set(rendered)).toEqual(new Set(['list', 'o2']))
  rendered = []
  await act(() => hidden.record('item_added', { item: 'Soup' }).saved)
  expect(rendered).toEqual([])
})

test('the array is the same when the component renders again for another reason', async () => {
  const store = memoryStore()
  await store.open(order, 'o1').record('created', { table: 1 }).saved
  const { result, rerender } = renderHook(({ max }) => useEntities(order, { where: (o) => o.table < max }), {
    wrapper: provide(store),
    initialProps: { max: 5 },
  })
  const first = result.current
  rerender({ max: 6 })
  expect(result.current).toBe(first)
  rerender({ max: 1 })
  expect(result.current).toEqual([])
})
