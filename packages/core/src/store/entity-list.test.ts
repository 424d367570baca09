import { expect, test, vi } from 'vitest'
import { memoryStorage } from '../storage/memory-storage.ts'
import { Catalogue } from './catalogue.ts'
import { createEntityList, type ListQuery } from './entity-list.ts'

interface Summary {
  table: number
  status: string
  name?: string
}

function setUp(query: ListQuery<Summary> = {}) {
  const catalogue = new Catalogue(memoryStorage().openCatalogue('demo'), () => undefined)
  const put = (id: string, summary: Summary): void =>
    catalogue.putOpen({ entity: 'order', id, summary: { ...summary }, uncommitted: 0, rejected: 0 })
  const list = createEntityList<Summary>(catalogue, 'order', query)
  put('c', { table: 2, status: 'open' })
  put('a', { table: 10, status: 'open', name: 'x' })
  put('b', { table: 2, status: 'paid' })
  return { list, put, ids: () => list.rows().map(({ id }) => id) }
}

test('without a query all rows, in the order of ids', () => {
  expect(setUp().ids()).toEqual(['a', 'b', 'c'])
})

test('numbers are ordered as numbers, equal ones by id', () => {
  expect(setUp({ orderBy: 'table' }).ids()).toEqual(['b', 'c', 'a'])
})

test('by text, with what is missing first, or as a function says', () => {
  expect(setUp({ orderBy: 'name' }).ids()).toEqual(['b', 'c', 'a'])
  expect(setUp({ orderBy: (a, b) => b.table - a.table }).ids()).toEqual(['a', 'b', 'c'])
})

test('some rows, and only so many', () => {
  expect(setUp({ where: ({ status }) => status === 'open' }).ids()).toEqual(['a', 'c'])
  expect(setUp({ orderBy: 'table', limit: 2 }).ids()).toEqual(['b', 'c'])
})

test('rows keep their identity until they change, and so does the array', () => {
  const { list, put } = setUp({ where: ({ status }) => status === 'open' })
  const before = list.rows()
  expect(list.rows()).toBe(before)
  put('d', { table: 7, status: 'paid' })
  expect(list.rows()).toBe(before)
  put('a', { table: 11, status: 'open' })
  const after = list.rows()
  expect(after).not.toBe(before)
  expect(after[0]).not.toBe(before[0])
  expect(after[1]).toBe(before[1])
})

test('subscribers hear of changes', () => {
  const { list, put } = setUp()
  const listener = vi.fn()
  const stop = list.subscribe(listener)
  put('a', { table: 1, status: 'open' })
  stop()
  put('a', { table: 2, status: 'open' })
  expect(listener).toHaveBeenCalledTimes(1)
})
