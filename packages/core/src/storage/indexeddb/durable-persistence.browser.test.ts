import { afterEach, expect, test, vi } from 'vitest'
import { IndexeddbPersistence } from 'y-indexeddb'
import * as Y from 'yjs'
import { DurablePersistence } from './durable-persistence.ts'
import { indexeddbStorage } from './indexeddb-storage.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  vi.restoreAllMocks()
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** y-indexeddb leaves its own promise of opening unhandled; a subclass cannot reach it. Resolves when it was reported. */
function unhandledRejection(): Promise<void> {
  return new Promise((resolve) => {
    const swallow = (event: PromiseRejectionEvent): void => {
      event.preventDefault()
      event.stopImmediatePropagation()
      resolve()
    }
    addEventListener('unhandledrejection', swallow, { capture: true })
    cleanUps.push(() => removeEventListener('unhandledrejection', swallow, { capture: true }))
  })
}

const newName = (): string => `durable-${crypto.randomUUID()}/note/a`

async function open(name = newName()): Promise<{ name: string; doc: Y.Doc; persistence: DurablePersistence }> {
  const doc = new Y.Doc()
  const persistence = new DurablePersistence(name, doc)
  await persistence.loaded
  return { name, doc, persistence }
}

function push(doc: Y.Doc, ...lines: string[]): void {
  for (const line of lines) doc.getArray('lines').push([line])
}

const linesOf = (doc: Y.Doc): unknown[] => doc.getArray('lines').toArray()

async function readLines(name: string): Promise<unknown[]> {
  const { doc, persistence } = await open(name)
  await persistence.destroy()
  expect(doc.store.pendingStructs).toBeNull()
  return linesOf(doc)
}

async function rowsIn(name: string): Promise<number> {
  const db = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name)
    request.onsuccess = () => resolve(request.result)
  })
  const count = await new Promise<number>((resolve) => {
    const request = db.transaction('updates').objectStore('updates').count()
    request.onsuccess = () => resolve(request.result)
  })
  db.close()
  return count
}

test('all updates of a tick are written in one transaction', async () => {
  const { doc, persistence } = await open()
  const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
  push(doc, 'one', 'two', 'three')
  await Promise.resolve()
  expect(transaction.mock.calls).toEqual([[['updates'], 'readwrite', { durability: 'strict' }]])
  await persistence.destroy()
})

test('an update is written without anybody asking for a flush, also after early ones', async () => {
  const name = newName()
  const doc = new Y.Doc()
  const persistence = new DurablePersistence(name, doc)
  push(doc, 'early', 'early too')
  await persistence.whenSynced
  push(doc, 'later')
  await vi.waitFor(async () => expect(await readLines(name)).toEqual(['early', 'early too', 'later']))
  await persistence.destroy()
})

test('a database that does not open is a StorageError for whoever waits', async () => {
  const reported = unhandledRejection()
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    const request = { onerror: (_: unknown): void => undefined } as unknown as IDBOpenDBRequest
    const error = new DOMException('blocked', 'SecurityError')
    queueMicrotask(() => request.onerror?.({ target: { error } } as unknown as Event))
    return request
  })
  const stored = indexeddbStorage().openDocument(newName(), new Y.Doc())
  await expect(stored.loaded).rejects.toMatchObject({ code: 'storage_failed' })
  await expect(stored.flush()).rejects.toMatchObject({ code: 'storage_failed' })
  await expect(stored.readCommitted()).rejects.toMatchObject({ code: 'storage_failed' })
  await stored.close()
  await reported
})

test('what is on disk and cannot be read is a StorageError, not endless waiting', async () => {
  const reported = unhandledRejection()
  const { name, persistence } = await open()
  const transaction = persistence.db?.transaction('updates', 'readwrite')
  transaction?.objectStore('updates').add(new Uint8Array([255, 255, 255]))
  await new Promise((resolve) => transaction?.addEventListener('complete', resolve))
  await persistence.destroy()
  const stored = indexeddbStorage().openDocument(name, new Y.Doc())
  await expect(stored.loaded).rejects.toMatchObject({ code: 'storage_failed' })
  await stored.close()
  await reported
})

test('many updates are trimmed to few rows, and nothing is lost', { timeout: 15_000 }, async () => {
  const { name, doc, persistence } = await open()
  for (let index = 0; index < 600; index++) push(doc, `line ${index}`)
  await persistence.flush()
  expect(await rowsIn(name)).toBeGreaterThan(500)
  await vi.waitFor(async () => expect(await rowsIn(name)).toBeLessThan(10), { timeout: 10_000 })
  expect(await readLines(name)).toHaveLength(600)
  await persistence.destroy()
})

test('closing while it trims loses nothing, of this page or another', { timeout: 30_000 }, async () => {
  for (let round = 0; round < 3; round++) {
    const { name, doc, persistence } = await open()
    const other = await open(name)
    for (let index = 0; index < 600; index++) push(doc, `line ${index}`)
    await persistence.flush()
    push(other.doc, 'of another page')
    await other.persistence.flush()
    const trimming = new Promise<void>((resolve) => {
      const getAll = IDBObjectStore.prototype.getAll
      vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(function (this: IDBObjectStore, ...args) {
        resolve()
        return getAll.apply(this, args)
      })
    })
    await trimming
    vi.restoreAllMocks()
    await persistence.destroy()
    await other.persistence.destroy()
    const lines = await readLines(name)
    expect(lines).toHaveLength(601)
    expect(lines).toContain('of another page')
  }
})

test('stock y-indexeddb reads what it wrote, and it reads what stock y-indexeddb wrote', async () => {
  const { name, doc, persistence } = await open()
  push(doc, 'ours')
  await persistence.flush()
  await persistence.destroy()
  const stockDoc = new Y.Doc()
  const stock = new IndexeddbPersistence(name, stockDoc)
  await stock.whenSynced
  expect(linesOf(stockDoc)).toEqual(['ours'])
  push(stockDoc, 'stock')
  await stock.destroy()
  expect(await readLines(name)).toEqual(['ours', 'stock'])
})
