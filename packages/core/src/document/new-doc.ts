import * as Y from 'yjs'

/** An empty document, without the id that Yjs would make up from 31 random numbers and only subdocuments need. */
export function newDoc(): Y.Doc {
  return new Y.Doc({ guid: '' })
}
