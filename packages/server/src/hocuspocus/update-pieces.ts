import {
  type EventId,
  eventsOf,
  isEmptyUpdate,
  isEventRecord,
  isVerdictRecord,
  type Position,
  verdictsOf,
} from '@docket/core'
import * as Y from 'yjs'

export interface PieceLimits {
  readonly bytes: number
  readonly items: number
}

/**
 * What somebody with a state vector lacks of a document, in updates that each are within limits, unless a single event
 * is not. An event and the verdict on it are in the same one, as a gate wants them.
 */
export function* updatePieces(doc: Y.Doc, stateVector: Uint8Array, limits: PieceLimits): Generator<Uint8Array> {
  const rest = Y.encodeStateAsUpdate(doc, stateVector)
  if (rest.byteLength <= limits.bytes && countItems(doc, stateVector) <= limits.items) {
    if (!isEmptyUpdate(rest)) yield rest
    return
  }
  // Only of one that has never forgotten anything can Yjs make an earlier one.
  const whole = new Y.Doc({ gc: false })
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(doc))
  const growing = new Growing(whole, stateVector)
  for (let before = stateVector; growing.grow(limits); ) {
    const then = Y.createDocFromSnapshot(whole, Y.createSnapshot(Y.createDeleteSet(), growing.clocks))
    yield Y.encodeStateAsUpdate(then, before)
    before = Y.encodeStateVector(then)
  }
}

function countItems(doc: Y.Doc, stateVector: Uint8Array): number {
  const known = Y.decodeStateVector(stateVector)
  let count = 0
  for (const [client, structs] of doc.store.clients) {
    const from = known.get(client) ?? 0
    count += structs.reduce((sum, { id, length }) => sum + Number(id.clock + length > from), 0)
  }
  return count
}

/** A part of a document that grows, and in which no item lacks another to which it refers. */
class Growing {
  readonly clocks: Map<number, number>
  readonly #doc: Y.Doc
  readonly #partners: ReadonlyMap<string, readonly Position[]>

  constructor(doc: Y.Doc, stateVector: Uint8Array) {
    this.#doc = doc
    this.clocks = Y.decodeStateVector(stateVector)
    this.#partners = partnersIn(doc)
  }

  /** Grows by about so much. Returns whether there was anything left. */
  grow({ bytes, items }: PieceLimits): boolean {
    let [length, count] = [0, 0]
    for (const [client, structs] of this.#doc.store.clients) {
      const end = Y.getState(this.#doc.store, client)
      if (structs.length === 0) continue
      while (this.#clockOf(client) < end) {
        if (length >= bytes / 2 || count >= items / 2) return true
        const grown = this.#include({ client, clock: this.#clockOf(client) })
        length += grown.length
        count += grown.count
      }
    }
    return count > 0
  }

  #clockOf(client: number): number {
    return this.clocks.get(client) ?? 0
  }

  /** With all that it needs, and what that needs. */
  #include(wanted: Position): { readonly length: number; readonly count: number } {
    let [length, count] = [0, 0]
    const missing = [wanted]
    for (let next = missing.pop(); next !== undefined; next = missing.pop()) {
      const { client } = next
      for (let clock = this.#clockOf(client); clock <= next.clock; clock++) {
        const item = Y.getItem(this.#doc.store, Y.createID(client, clock))
        this.clocks.set(client, clock + 1)
        if (!(item instanceof Y.Item)) continue
        const value: unknown = item.content.getContent()[clock - item.id.clock]
        const { origin, rightOrigin } = item
        for (const id of [origin, rightOrigin]) if (id !== null) missing.push(id)
        missing.push(...(this.#partners.get(keyOf(value) ?? '') ?? []))
        length += JSON.stringify(value).length
        count++
      }
    }
    return { length, count }
  }
}

/** Where the event of each verdict stands, and that verdict. */
function partnersIn(doc: Y.Doc): ReadonlyMap<string, readonly Position[]> {
  const rejected = new Set(verdictsOf(doc).map(({ ref }) => ref))
  const partners = new Map<string, Position[]>()
  for (const root of [eventsOf(doc), verdictsOf(doc)]) {
    for (let item = root._start; item !== null; item = item.right) {
      const { client, clock } = item.id
      item.content.getContent().forEach((value: unknown, offset) => {
        const key = keyOf(value)
        if (key === undefined || !rejected.has(key)) return
        partners.set(key, [...(partners.get(key) ?? []), { client, clock: clock + offset }])
      })
    }
  }
  return partners
}

function keyOf(value: unknown): EventId | undefined {
  if (isVerdictRecord(value)) return value.ref
  return isEventRecord(value) ? value.id : undefined
}
