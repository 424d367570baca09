import * as Y from 'yjs'

/** What somebody with this state vector lacks of a document, as a Yjs update (v1). */
export function missingUpdate(doc: Y.Doc, stateVector: Uint8Array): Uint8Array {
  return Y.encodeStateAsUpdate(doc, stateVector)
}
