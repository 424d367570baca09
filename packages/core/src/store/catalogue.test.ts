import { expect, test, vi } from 'vitest'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { CatalogueRow } from '../storage/storage.ts'
import { Catalogue } from './catalogue.ts'

type Row = Omit<CatalogueRow, 'seq'>

function rowOf(id: string, change: Partial<CatalogueRow> = {}): CatalogueRow {
  return { entity: 'order', id, seq: 0, uncommitted: 0, rejected: 0, summary: { of: 'us' }, ...change }
}

const own = (id: string, change: Partial<Row> = {}): Row => {
  const { seq: _, ...row } = rowOf(id, change)
  return row
}

const fromServer = (id: string, seq: number, summary = { of: 'server' }) => ({ entity: 'order', id, seq, summary })

function open(storage = memoryStorage()): Catalogue {
  return new Catalogue(storage.openCatalogue('demo'), () => undefined)
}

const rowsOf = (catalogue: Catalogue): CatalogueRow[] => [...catalogue.rows('order')]

test("the server's rows do not overwrite the summary of a document with own uncommitted events", () => {
  const catalogue = open()
  catalogue.putOpen(own('a', { uncommitted: 2 }))
  catalogue.putOpen(own('b'))
  catalogue.takeSummaries([fromServer('a', 7), fromServer('b', 8), fromServer('c', 9)], 9)
  expect(rowsOf(catalogue)).toEqual([
    rowOf('a', { uncommitted: 2, seq: 7 }),
    rowOf('b', { seq: 8, summary: { of: 'server' } }),
    rowOf('c', { seq: 9, summary: { of: 'server' } }),
  ])
})

test('an older or repeated summary changes nothing', () => {
  const catalogue = open()
  catalogue.takeSummaries([fromServer('a', 7, { of: 'seven' })], 7)
  catalogue.takeSummaries([fromServer('a', 7, { of: 'seven again' }), fromServer('a', 5, { of: 'five' })], 5)
  expect(rowsOf(catalogue)).toMatchObject([{ seq: 7, summary: { of: 'seven' } }])
  expect(catalogue.facts.cursor).toBe(7)
})

test('the cursor only grows, and comes back with the rows after a reload', async () => {
  const storage = memoryStorage()
  const first = open(storage)
  first.takeSummaries([fromServer('a', 7)], 12)
  first.learn({ skewMs: 30 })
  await first.close()
  const second = open(storage)
  second.learn({ skewMs: 40 })
  await second.load()
  expect(second.facts).toEqual({ cursor: 12, skewMs: 40 })
  expect(rowsOf(second)).toMatchObject([{ id: 'a', seq: 7 }])
})

test('loading tells of the rows that were kept, but what has been learnt since the start stays', async () => {
  const storage = memoryStorage()
  const first = open(storage)
  first.putOpen(own('a', { uncommitted: 1 }))
  first.putOpen(own('b', { uncommitted: 1 }))
  await first.close()
  const second = open(storage)
  second.putOpen(own('b', { uncommitted: 3 }))
  expect((await second.load()).map(({ id }) => id)).toEqual(['a'])
  expect(second.waiting.uncommitted).toBe(4)
})

test('the counts are those of all rows of all entities, whatever they were before', () => {
  const catalogue = open()
  catalogue.putOpen(own('a', { uncommitted: 2, rejected: 1 }))
  catalogue.putOpen(own('a', { uncommitted: 1, entity: 'table' }))
  expect([catalogue.waiting.uncommitted, catalogue.waiting.rejected]).toEqual([3, 1])
  catalogue.putOpen(own('a', { uncommitted: 0, rejected: 0 }))
  expect([catalogue.waiting.uncommitted, catalogue.waiting.rejected]).toEqual([1, 0])
})

test('listeners of an entity hear of its changes, and of no others', () => {
  const catalogue = open()
  const [orders, tables] = [vi.fn(), vi.fn()]
  const stop = catalogue.subscribe('order', orders)
  catalogue.subscribe('table', tables)
  catalogue.putOpen(own('a'))
  catalogue.putOpen(own('a', { summary: { of: 'us' } }))
  expect(orders).toHaveBeenCalledTimes(1)
  catalogue.takeSummaries([fromServer('a', 1)], 1)
  expect(orders).toHaveBeenCalledTimes(2)
  stop()
  catalogue.putOpen(own('b'))
  expect(orders).toHaveBeenCalledTimes(2)
  expect(tables).not.toHaveBeenCalled()
})

test('[CHK5] a row keeps its checkpoint, and takes a newer one even with older news', () => {
  const catalogue = open()
  catalogue.takeSummaries([{ ...fromServer('a', 7, { of: 'seven' }), checkpoint: 100 }], 7)
  catalogue.takeSummaries([fromServer('a', 8, { of: 'eight' })], 8)
  catalogue.putOpen(own('a', { summary: { of: 'us' } }))
  expect(rowsOf(catalogue)).toEqual([rowOf('a', { seq: 8, checkpoint: 100 })])
  catalogue.takeSummaries([{ ...fromServer('a', 7, { of: 'seven' }), checkpoint: 200 }], 8)
  catalogue.takeSummaries([{ ...fromServer('a', 6, { of: 'six' }), checkpoint: 150 }], 8)
  expect(rowsOf(catalogue)).toEqual([rowOf('a', { seq: 8, checkpoint: 200 })])
})
