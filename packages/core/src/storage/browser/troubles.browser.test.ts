import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { abortWrites } from '../../../test/abort-writes.ts'
import { deleteDatabase, openDatabase, swallowRejections } from '../../../test/databases.ts'
import { indexeddbStorage } from '../indexeddb/indexeddb-storage.ts'
import { oneDatabaseStorage } from '../one-database/one-database-storage.ts'
import type { Storage, StoredDocument } from '../storage.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** A disk that pages open, and the database in which it keeps the document. */
interface Disk {
  open(): Storage
  readonly database: string
  /** And that in which it keeps the catalogue of a tenant. */
  catalogue(tenant: string): string
}

const NAME = (): string => `troubles-${crypto.randomUUID()}/note/a`
const disks: readonly { readonly title: string; readonly newDisk: (name: string) => Disk }[] = [
  {
    title: 'indexeddbStorage',
    newDisk: (name) => ({
      open: indexeddbStorage,
      database: name,
      catalogue: (tenant) => `${tenant}/docket/catalogue`,
    }),
  },
  {
    title: 'oneDatabaseStorage',
    newDisk: (name) => ({
      open: () => oneDatabaseStorage(`one-${name}`),
      database: `one-${name}`,
      catalogue: () => `one-${name}`,
    }),
  },
]

function push(doc: Y.Doc, ...lines: string[]): void {
  for (const line of lines) doc.getArray('lines').push([line])
}

const linesOf = (doc: Y.Doc): unknown[] => doc.getArray('lines').toArray()

function openIn(disk: Disk, name: string): { readonly doc: Y.Doc; readonly stored: StoredDocument } {
  const doc = new Y.Doc()
  return { doc, stored: disk.open().openDocument(name, doc) }
}

/** What another page finds. */
async function readLines(disk: Disk, name: string): Promise<unknown[]> {
  const { doc, stored } = openIn(disk, name)
  await stored.loaded
  expect(doc.store.pendingStructs).toBeNull()
  await stored.close()
  return linesOf(doc)
}

describe.each(disks)('$title', ({ newDisk }) => {
  test('a connection that the browser closes is opened again, and nobody notices', async () => {
    const name = NAME()
    const disk = newDisk(name)
    const { doc, stored } = openIn(disk, name)
    await stored.loaded
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction')
    push(doc, 'one')
    await stored.flush()
    for (const connection of transaction.mock.contexts) (connection as IDBDatabase).close()
    push(doc, 'two')
    await stored.flush()
    for (const connection of transaction.mock.contexts) (connection as IDBDatabase).close()
    await stored.writeCommitted([[1, 2]])
    expect(await stored.readCommitted()).toEqual([[1, 2]])
    expect(await readLines(disk, name)).toEqual(['one', 'two'])
    await stored.close()
  })

  test('a database that is deleted under an open document gets the whole document', async () => {
    const name = NAME()
    const disk = newDisk(name)
    const { doc, stored } = openIn(disk, name)
    await stored.loaded
    push(doc, 'one')
    await stored.flush()
    await deleteDatabase(disk.database)
    push(doc, 'two')
    await stored.flush()
    expect(await readLines(disk, name)).toEqual(['one', 'two'])
    await stored.close()
  })

  test('after its database was deleted, the catalogue of the next session asks the server for all', async () => {
    const name = NAME()
    const [tenant = ''] = name.split('/')
    const disk = newDisk(name)
    const row = { entity: 'note', id: 'a', summary: {}, seq: 5, uncommitted: 0, rejected: 0 }
    const catalogue = disk.open().openCatalogue(tenant)
    await catalogue.write([row], { cursor: 5 })
    await deleteDatabase(disk.catalogue(tenant))
    await catalogue.write([{ ...row, id: 'b', seq: 6 }], { cursor: 6 })
    const next = disk.open().openCatalogue(tenant)
    expect(await next.read()).toMatchObject({ rows: [{ id: 'b' }], facts: { cursor: 0 } })
    await next.close()
    await catalogue.close()
  })

  test('another page may upgrade the database: it need not wait, and both go on', async () => {
    const name = NAME()
    const disk = newDisk(name)
    const { doc, stored } = openIn(disk, name)
    await stored.loaded
    push(doc, 'one')
    await stored.flush()
    const newer = await openDatabase(disk.database, 7)
    push(doc, 'two')
    await stored.flush()
    expect(await readLines(disk, name)).toEqual(['one', 'two'])
    newer.close()
    await stored.close()
  })

  test('a database without its object stores gets them', async () => {
    const swallowed = swallowRejections()
    const name = NAME()
    const disk = newDisk(name)
    const empty = await openDatabase(disk.database, 1)
    expect(empty.objectStoreNames).toHaveLength(0)
    empty.close()
    const { doc, stored } = openIn(disk, name)
    push(doc, 'early')
    await stored.loaded
    push(doc, 'later')
    await stored.flush()
    expect(await readLines(disk, name)).toEqual(['early', 'later'])
    await stored.close()
    swallowed.stop()
  })

  test('a database that does not open is a StorageError; when it opens later, everything is saved', async () => {
    const swallowed = swallowRejections()
    const name = NAME()
    const disk = newDisk(name)
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Storage is blocked', 'SecurityError')
    })
    const { doc, stored } = openIn(disk, name)
    await expect(stored.loaded).rejects.toMatchObject({ code: 'storage_failed' })
    push(doc, 'one')
    await expect(stored.flush()).rejects.toMatchObject({ code: 'storage_failed' })
    vi.restoreAllMocks()
    push(doc, 'two')
    await stored.flush()
    expect(await readLines(disk, name)).toEqual(['one', 'two'])
    await stored.close()
    swallowed.stop()
  })

  test('an aborted write is answered by writing the whole document: no gap stays on disk', async () => {
    const name = NAME()
    const disk = newDisk(name)
    const { doc, stored } = openIn(disk, name)
    await stored.loaded
    push(doc, 'one')
    await stored.flush()
    abortWrites((write) => write === 0)
    push(doc, 'two')
    await expect(stored.flush()).rejects.toMatchObject({ code: 'storage_failed' })
    vi.restoreAllMocks()
    push(doc, 'three')
    await stored.flush()
    expect(await readLines(disk, name)).toEqual(['one', 'two', 'three'])
    await stored.close()
  })

  test('[SAV1] flush does not take the success of a later write for that of an aborted one', async () => {
    const name = NAME()
    const disk = newDisk(name)
    const { doc, stored } = openIn(disk, name)
    await stored.loaded
    abortWrites((write) => write === 0)
    push(doc, 'one')
    await vi.waitFor(() => expect(IDBTransaction.prototype.commit).toHaveBeenCalledTimes(1))
    push(doc, 'two')
    await vi.waitFor(() => expect(IDBTransaction.prototype.commit).toHaveBeenCalledTimes(2))
    const flushed = await stored.flush().then(
      () => true,
      () => false,
    )
    vi.restoreAllMocks()
    if (flushed) expect(await readLines(disk, name)).toEqual(['one', 'two'])
    await stored.flush()
    expect(await readLines(disk, name)).toEqual(['one', 'two'])
    await stored.close()
  })
})
