import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { checkpointIn, deletionsIn, type Range } from './hollow.ts'

/**
 * What somebody with this state vector lacks of a document, as a Yjs update (v1); all of it unless told. What a checkpoint
 * covers is not told as deleted: it is not, it is only not here. Any other deletion is told, so that a server refuses it.
 */
export function missingUpdate(doc: Y.Doc, stateVector?: Uint8Array): Uint8Array {
  const update = Y.encodeStateAsUpdate(doc, stateVector)
  const { pendingStructs, pendingDs } = doc.store
  // What is pending Yjs merges in; such an update does not end as below, and is refused, which is right.
  if (checkpointIn(doc) === undefined || pendingStructs !== null || pendingDs !== null) return update
  const nothing = Y.encodeStateAsUpdate(doc, Y.encodeStateVector(doc))
  // A document that lacks nothing is the number 0 and the delete set, with which any other update of it ends.
  const structs = update.subarray(0, update.length - nothing.length + 1)
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, structs)
  writeDeleteSet(encoder, deletionsIn(doc))
  return encoding.toUint8Array(encoder)
}

function writeDeleteSet(encoder: encoding.Encoder, deletions: ReadonlyMap<number, readonly Range[]>): void {
  encoding.writeVarUint(encoder, deletions.size)
  for (const [client, ranges] of deletions) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, len)
    }
  }
}
