import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { type Checkpoint, type CoveredRun, coveredClocks } from './checkpoint.ts'
import { Clocks } from './clocks.ts'
import { EVENTS, eventsOf, VERDICTS, verdictsOf } from './layout.ts'

/** Yjs' number of ContentDeleted; an item that has neither origin nor parent but its root has no flags beside it. */
const DELETED = 1
const ROOT_BY_NAME = 1

const checkpoints = new WeakMap<Y.Doc, Checkpoint>()

/**
 * The checkpoint that stands in a document for some of its items: they may be there as deleted items, without content.
 * (No event is ever deleted; so nothing else is mistaken for these.)
 */
export function checkpointIn(doc: Y.Doc): Checkpoint | undefined {
  return checkpoints.get(doc)
}

/** From now on the checkpoint stands for what it covers. */
export function holdCheckpoint(doc: Y.Doc, checkpoint: Checkpoint): void {
  checkpoints.set(doc, checkpoint)
}

/**
 * Puts a deleted item in the place of all that the checkpoint covers and the document lacks: so its state vector is that
 * of the whole document, and later items find what they were appended to. (Deleted, not collected: Yjs throws away what
 * is appended to a GC.)
 */
export function fillHollow(doc: Y.Doc, checkpoint: Checkpoint, origin: unknown): void {
  holdCheckpoint(doc, checkpoint)
  Y.applyUpdate(doc, hollowUpdate(checkpoint.covered), origin)
}

/** All items of a document, as runs. */
export function runsOf(doc: Y.Doc): readonly CoveredRun[] {
  const runs: CoveredRun[] = []
  const roots = [eventsOf(doc), verdictsOf(doc)]
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      const root = struct instanceof Y.Item && struct.parent === roots[1] ? VERDICTS : EVENTS
      const last = runs.at(-1)
      if (last?.[0] === client && last[2] === root) runs[runs.length - 1] = [client, last[1] + struct.length, root]
      else runs.push([client, struct.length, root])
    }
  }
  return runs
}

/** What of a document is deleted, and in no checkpoint's name. */
export function deletionsIn(doc: Y.Doc): ReadonlyMap<number, readonly Range[]> {
  const checkpoint = checkpointIn(doc)
  const covered = new Clocks(checkpoint === undefined ? [] : coveredClocks(checkpoint))
  const left = new Map<number, readonly Range[]>()
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(doc.store).clients) {
    const from = covered.clockOf(client)
    const own = ranges.flatMap(({ clock, len }) => {
      const begin = Math.max(clock, from)
      return begin < clock + len ? [{ clock: begin, len: clock + len - begin }] : []
    })
    if (own.length > 0) left.set(client, own)
  }
  return left
}

export interface Range {
  readonly clock: number
  readonly len: number
}

/** A Yjs update (v1) with one deleted item a run and an empty delete set. */
function hollowUpdate(covered: readonly CoveredRun[]): Uint8Array {
  const byClient = Map.groupBy(covered, ([client]) => client)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, byClient.size)
  for (const [client, runs] of byClient) {
    encoding.writeVarUint(encoder, runs.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, 0)
    for (const [, length, root] of runs) {
      encoding.writeUint8(encoder, DELETED)
      encoding.writeVarUint(encoder, ROOT_BY_NAME)
      encoding.writeVarString(encoder, root)
      encoding.writeVarUint(encoder, length)
    }
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}
