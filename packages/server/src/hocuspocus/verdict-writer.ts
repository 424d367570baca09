import { type ClockPairs, type VerdictRecord, verdictsOf } from '@docket/core'
import * as Y from 'yjs'

/**
 * Writes the server's verdicts on a document as Yjs updates, without the document: verdicts need no order among
 * themselves, so they come from a document of their own, as a client that only the server knows.
 */
export class VerdictWriter {
  readonly #doc = new Y.Doc()

  get client(): number {
    return this.#doc.clientID
  }

  /** How much it has written, as a part of the document's state vector. */
  get clocks(): ClockPairs {
    return [[this.client, Y.getState(this.#doc.store, this.client)]]
  }

  /** The update that appends these verdicts. */
  write(verdicts: readonly VerdictRecord[]): Uint8Array {
    const before = Y.encodeStateVector(this.#doc)
    verdictsOf(this.#doc).push([...verdicts])
    return Y.encodeStateAsUpdate(this.#doc, before)
  }
}
