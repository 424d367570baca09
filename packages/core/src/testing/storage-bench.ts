import * as Y from 'yjs'
import type { Storage, StoredDocument } from '../storage/storage.ts'

/** What a storage is tested on. */
export interface StorageBench {
  /** Opens the same disk at every call. */
  openStorage(): Promise<Storage>
  readonly tenant: string
}

export type StorageTests = Readonly<Record<string, (bench: StorageBench) => Promise<void>>>

export function nameOf({ tenant }: StorageBench, id = 'a'): string {
  return `${tenant}/note/${id}`
}

export async function openNote(
  bench: StorageBench,
  id = 'a',
): Promise<{ readonly doc: Y.Doc; readonly stored: StoredDocument }> {
  const doc = new Y.Doc()
  return { doc, stored: (await bench.openStorage()).openDocument(nameOf(bench, id), doc) }
}

/** What somebody else finds on disk now. */
export async function readLines(bench: StorageBench, id = 'a'): Promise<readonly string[]> {
  const { doc, stored } = await openNote(bench, id)
  await stored.loaded
  await stored.close()
  return linesOf(doc)
}

export function push(doc: Y.Doc, line: string): void {
  doc.getArray('lines').push([line])
}

export function linesOf(doc: Y.Doc): readonly string[] {
  return doc.getArray<string>('lines').toArray()
}
