import { type EventRecord, eventsOf, nextEventId, type VerdictRecord, verdictsOf } from '@docket/core'
import * as Y from 'yjs'

/** A document under attack, or one beside it that must not notice. */
export interface Target {
  readonly name: string
  readonly tenant: string
  readonly token: string
  /** What a client has that has everything. */
  readonly model: Y.Doc
}

let newest: string | undefined

export function goodEvent(fields: Partial<EventRecord> = {}): EventRecord {
  newest = nextEventId(newest, Date.now())
  return { id: newest, type: 'added', v: 1, at: Date.now(), by: 'ann', device: 'till', payload: { n: 1 }, ...fields }
}

export function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

/** The update that a client sends when it does this to its copy. */
export function changeOf(doc: Y.Doc, work: (copy: Y.Doc) => void): Uint8Array {
  const copy = copyOf(doc)
  const before = Y.encodeStateVector(copy)
  copy.transact(() => work(copy))
  return Y.encodeStateAsUpdate(copy, before)
}

export function appendOf(doc: Y.Doc, ...values: readonly unknown[]): Uint8Array {
  return changeOf(doc, (copy) => copy.getArray('events').push([...values]))
}

export interface Content {
  /** Each once, as JSON. */
  readonly events: readonly EventRecord[]
  readonly verdicts: readonly VerdictRecord[]
}

export function contentOf(doc: Y.Doc): Content {
  const events = new Map(eventsOf(doc).map((event) => [event.id, asJson(event)]))
  return { events: [...events.values()], verdicts: verdictsOf(doc).map(asJson) }
}

function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value))
}

/** What a document must never have: a sentence each. */
export function oddities(doc: Y.Doc): string[] {
  const roots = [...doc.share.keys()].filter((root) => root !== 'events' && root !== 'verdicts')
  const { pendingStructs, pendingDs } = doc.store
  const found = roots.map((root) => `it has the root "${root}"`)
  if (pendingStructs !== null || pendingDs !== null) found.push('it has structs that cannot be placed')
  for (const root of ['events', 'verdicts']) if (doc.get(root)._map.size > 0) found.push(`"${root}" has keys`)
  for (const struct of [...doc.store.clients.values()].flat()) {
    if (struct.deleted) found.push('something in it is deleted')
    if (struct.length === 0) found.push('it has an empty item')
  }
  return found
}
