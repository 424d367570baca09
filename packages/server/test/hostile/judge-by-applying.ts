import { isDeepStrictEqual } from 'node:util'
import { type EventRecord, isEventRecord, verdictsOf } from '@docket/core'
import * as Y from 'yjs'
import { contentOf, copyOf, oddities } from './target.ts'

/** What an update does to a document, told by doing it: a second opinion on the server's gate, which applies nothing. */
export type Effect =
  | { readonly kind: 'breach'; readonly because: string }
  /** The events that the document did not have; none for an update without effect. */
  | { readonly kind: 'append'; readonly events: readonly EventRecord[] }

export function judgeByApplying(doc: Y.Doc, update: Uint8Array): Effect {
  const copy = copyOf(doc)
  try {
    // Yjs only reports an error of its own while it applies.
    Y.decodeUpdate(update)
    Y.applyUpdate(copy, update)
  } catch (error) {
    return { kind: 'breach', because: `Yjs cannot apply it: ${String(error)}` }
  }
  const because = oddities(copy)[0] ?? changedBecause(doc, copy)
  if (because !== undefined) return { kind: 'breach', because }
  const events: EventRecord[] = []
  const known = new Map(contentOf(doc).events.map((event) => [event.id, event]))
  for (const value of addedValues(doc, copy)) {
    if (!isEventRecord(value)) return { kind: 'breach', because: 'a value is no event' }
    const event = JSON.parse(JSON.stringify(value)) as EventRecord
    const same = known.get(event.id)
    if (same !== undefined && !isDeepStrictEqual(same, event)) return { kind: 'breach', because: 'it reuses an id' }
    if (same === undefined) events.push(event)
    known.set(event.id, event)
  }
  return { kind: 'append', events }
}

/** What was there before is there, as it was and in its order. */
function changedBecause(before: Y.Doc, after: Y.Doc): string | undefined {
  if (!isDeepStrictEqual(verdictsOf(before).toJSON(), verdictsOf(after).toJSON())) return 'the verdicts have changed'
  const values = before.getArray('events').toArray()
  const kept = after.getArray('events').toArray()
  let place = 0
  for (const value of kept) if (place < values.length && isDeepStrictEqual(value, values[place])) place++
  return place < values.length ? 'an event is gone' : undefined
}

function addedValues(before: Y.Doc, after: Y.Doc): unknown[] {
  return [...after.store.clients].flatMap(([client, structs]) => {
    const known = Y.getState(before.store, client)
    return structs.flatMap((struct) => {
      if (!(struct instanceof Y.Item) || struct.id.clock + struct.length <= known) return []
      const { content } = struct
      const isList = content instanceof Y.ContentAny || content instanceof Y.ContentJSON
      const values = isList ? content.getContent() : [`not a plain value: ${content.constructor.name}`]
      return values.slice(Math.max(known - struct.id.clock, 0))
    })
  })
}
