import { type ClockPairs, newDoc } from '@docket/core'
import * as Y from 'yjs'

/**
 * Writes what the server itself appends to a document as Yjs updates, without the document: neither events nor verdicts
 * need an order among themselves, so they come from a document of their own, as a client that only the server knows.
 */
export class ServerWriter<T extends object> {
  readonly #doc = newDoc()
  readonly #rootOf: (doc: Y.Doc) => Y.Array<T>

  constructor(rootOf: (doc: Y.Doc) => Y.Array<T>) {
    this.#rootOf = rootOf
  }

  get client(): number {
    return this.#doc.clientID
  }

  /** How much it has written, as a part of the document's state vector. */
  get clocks(): ClockPairs {
    return [[this.client, Y.getState(this.#doc.store, this.client)]]
  }

  /** The update that appends these records. */
  write(records: readonly T[]): Uint8Array {
    const before = Y.encodeStateVector(this.#doc)
    this.#rootOf(this.#doc).push([...records])
    return Y.encodeStateAsUpdate(this.#doc, before)
  }
}
