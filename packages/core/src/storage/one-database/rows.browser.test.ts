import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { done, openDatabase } from '../../../test/databases.ts'
import { order } from '../../../test/order.ts'
import { createStore } from '../../store/create-store.ts'
import { oneDatabaseStorage } from './one-database-storage.ts'
import { rowsOf, WRITTEN_STORES } from './stores.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const newName = (): string => `rows-${crypto.randomUUID()}`

function open(database: string, name: string) {
  const doc = new Y.Doc()
  return { doc, stored: oneDatabaseStorage(database).openDocument(name, doc) }
}

function push(doc: Y.Doc, ...lines: string[]): void {
  for (const line of lines) doc.getArray('lines').push([line])
}

async function readLines(database: string, name: string): Promise<unknown[]> {
  const { doc, stored } = open(database, name)
  await stored.loaded
  await stored.close()
  expect(doc.store.pendingStructs).toBeNull()
  return doc.getArray('lines').toArray()
}

async function keysIn(database: string, name: string): Promise<IDBValidKey[]> {
  const db = await openDatabase(database)
  const keys = await done(db.transaction('updates').objectStore('updates').getAllKeys(rowsOf(name)))
  db.close()
  return keys
}

test('all documents of a tick are written in one strict transaction', async () => {
  const storage = oneDatabaseStorage(newName())
  const docs = Array.from({ length: 20 }, () => new Y.Doc())
  const stored = docs.map((doc, index) => storage.openDocument(`t/note/${index}`, doc))
  await Promise.all(stored.map(({ loaded }) => loaded))
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
  for (const doc of docs) push(doc, 'one', 'two')
  await Promise.all(stored.map((one) => one.flush()))
  expect(transaction.mock.calls).toEqual([[WRITTEN_STORES, 'readwrite', { durability: 'strict' }]])
})

test('an event and its line in the catalogue are written in one transaction', async () => {
  const storage = oneDatabaseStorage(newName())
  const till = createStore({ tenant: newName(), user: 'ann', device: 'till', entities: [order], storage })
  const doc = till.open(order, 'o1')
  await Promise.all([till.ready, doc.loaded])
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
  await doc.record('created', { table_number: 4 }).saved
  expect(transaction.mock.calls).toEqual([[WRITTEN_STORES, 'readwrite', { durability: 'strict' }]])
  await till.close()
})

test('the rows of a document are keyed by numbers that grow over closing and reopening', async () => {
  const database = newName()
  for (const line of ['one', 'two', 'three']) {
    const { doc, stored } = open(database, 't/note/a')
    await stored.loaded
    push(doc, line)
    await stored.flush()
    await stored.close()
  }
  const keys = await keysIn(database, 't/note/a')
  expect(keys.map((key) => (key as unknown[])[1])).toEqual([1, 2, 3])
})

test('what the document holds before it is opened is kept as well', async () => {
  const database = newName()
  const doc = new Y.Doc()
  push(doc, 'before')
  const stored = oneDatabaseStorage(database).openDocument('t/note/a', doc)
  await stored.flush()
  await stored.close()
  expect(await readLines(database, 't/note/a')).toEqual(['before'])
})

test('a document whose name begins with the name of another shares no row with it', async () => {
  const database = newName()
  const [short, long] = [open(database, 't/note/a'), open(database, 't/note/ab')]
  push(short.doc, 'short')
  push(long.doc, 'long')
  await Promise.all([short.stored.flush(), long.stored.flush()])
  expect(await keysIn(database, 't/note/a')).toHaveLength(1)
  expect(await readLines(database, 't/note/ab')).toEqual(['long'])
})

test('many rows become one, and nothing is lost: not what two tabs write meanwhile, nor by closing', {
  timeout: 30_000,
}, async () => {
  const database = newName()
  const name = 't/note/a'
  const [left, right] = [open(database, name), open(database, name)]
  await Promise.all([left.stored.loaded, right.stored.loaded])
  const lines = Array.from({ length: 300 }, (_, index) => `line ${index}`)
  push(left.doc, ...lines)
  push(right.doc, 'of another tab')
  await Promise.all([left.stored.flush(), right.stored.flush()])
  expect(await keysIn(database, name)).toHaveLength(301)
  const merging = new Promise<void>((resolve) => {
    const remove = IDBObjectStore.prototype.delete
    vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore, key) {
      resolve()
      return remove.call(this, key)
    })
  })
  await merging
  push(left.doc, 'meanwhile')
  push(right.doc, 'meanwhile, of another tab')
  await Promise.all([left.stored.close(), right.stored.close()])
  expect((await keysIn(database, name)).length).toBeLessThan(10)
  const kept = await readLines(database, name)
  expect([...kept].sort()).toEqual([...lines, 'of another tab', 'meanwhile', 'meanwhile, of another tab'].sort())
})
