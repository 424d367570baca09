import { type DocumentAddress, documentName, eventsOf, verdictsOf } from '@docket/core'
import * as Y from 'yjs'
import type { Queryable } from '../ledger/queryable.ts'
import { writeSnapshot } from '../ledger/write-snapshot.ts'
import { readDocument } from './read-document.ts'

/**
 * Writes a snapshot of what Postgres has of a document: never of the live one, which says nothing of update numbers.
 *
 * @throws DocumentCorruptError
 */
export async function snapshotDocument(db: Queryable, address: DocumentAddress): Promise<void> {
  const { doc, no, tail, from, snapshot } = await readDocument(db, address)
  if (tail === 0) return
  const data = Y.encodeStateAsUpdate(doc)
  if (!saysTheSame(data, doc))
    throw new Error(`The snapshot of ${documentName(address)} does not read as it was written`)
  await writeSnapshot(db, address, { data, no, from, replaces: snapshot })
}

function saysTheSame(data: Uint8Array, doc: Y.Doc): boolean {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, data)
  return contentOf(copy) === contentOf(doc)
}

function contentOf(doc: Y.Doc): string {
  const clocks = [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b)
  return JSON.stringify([clocks, eventsOf(doc), verdictsOf(doc)])
}
