import * as Y from 'yjs'
import { newClient } from './new-client.ts'

/** An empty document, without the id that Yjs would make up from 31 random numbers and only subdocuments need. */
export function newDoc(): Y.Doc {
  const doc = new Y.Doc({ guid: '' })
  // Of the same source of chance as all else; Yjs keeps one of its own.
  doc.clientID = newClient()
  return doc
}
