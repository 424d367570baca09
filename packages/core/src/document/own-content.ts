import * as Y from 'yjs'
import { notEventBecause } from '../event/event-record.ts'
import type { Clocks } from './clocks.ts'
import { deletionsIn } from './hollow.ts'
import { eventsOf } from './layout.ts'

const LONGEST_TEXT = 1_000

/** Does a document hold anything that did not come from the server: structs that are not committed, or any deletion? */
export function hasOwnContent(doc: Y.Doc, committed: Clocks): boolean {
  const { store } = doc
  if (store.pendingStructs !== null || store.pendingDs !== null) return true
  if (deletionsIn(doc).size > 0) return true
  const clocks = Y.decodeStateVector(Y.encodeStateVector(doc))
  return [...clocks].some(([client, clock]) => clock > committed.clockOf(client))
}

/** What stands among a document's events and is none, as text for people: why, and what it is. */
export function malformedValues(doc: Y.Doc): readonly string[] {
  return (eventsOf(doc).toArray() as readonly unknown[]).flatMap((value) => {
    const why = notEventBecause(value)
    return why === undefined ? [] : [`${why}: ${textOf(value)}`.slice(0, LONGEST_TEXT)]
  })
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
