import { CATALOGUE_STORES, CHANGES, FACTS } from '../browser/catalogue-stores.ts'
import type { Stores } from '../browser/open-stores.ts'

/** Yjs updates; the key is a row key. */
export const UPDATES = 'updates'
/** What is committed of each document; the key is its name. Beside it, the checkpoint on which it builds, if it does. */
export const COMMITTED = 'committed'

/** The key of a document's checkpoint. No document's name has a number sign. */
export function checkpointKey(document: string): string {
  return `${document}#checkpoint`
}

export const STORES: Stores = { [UPDATES]: {}, [COMMITTED]: {}, ...CATALOGUE_STORES }
/** Those into which a till writes all day. */
export const WRITTEN_STORES: readonly string[] = [UPDATES, COMMITTED, CHANGES, FACTS]

/**
 * The key of an update: its document, a number above all that its writer had read or written of the document, and the
 * writer, so that two tabs never write the same key.
 */
export type RowKey = [document: string, number: number, writer: string]

/** All rows of a document: arrays sort after numbers. */
export function rowsOf(document: string): IDBKeyRange {
  return IDBKeyRange.bound([document], [document, []])
}

/** The rows of all documents of a tenant: "0" is what comes after "/". */
export function rowsOfTenant(tenant: string): IDBKeyRange {
  return IDBKeyRange.bound([`${tenant}/`], [`${tenant}0`])
}
