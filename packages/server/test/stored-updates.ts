import type { DocumentAddress } from '@docket/core'
import { documentPages, updatesOf } from '../src/ledger/load-document.ts'
import type { Queryable } from '../src/ledger/queryable.ts'

/** A document's Yjs updates as they are stored, in their order. */
export async function storedUpdates(db: Queryable, address: DocumentAddress): Promise<Uint8Array[]> {
  const pages = await Array.fromAsync(documentPages(db, address))
  return pages.flatMap(({ parts }) => parts.flatMap(updatesOf))
}
