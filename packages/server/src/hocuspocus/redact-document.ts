import type { EventRecord } from '@docket/core'
import * as Y from 'yjs'

/**
 * The document as one update in which some events have other content, at the places that they have. It is what erasing
 * by law leaves; nothing else may change an event.
 *
 * @param redact gives the event itself where nothing is erased
 */
export function redactDocument(doc: Y.Doc, redact: (event: EventRecord) => EventRecord): Uint8Array {
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) continue
      struct.content.arr = struct.content.arr.map((value: unknown) => (isEvent(value) ? redact(value) : value))
    }
  }
  return Y.encodeStateAsUpdate(doc)
}

/** Verdicts have no id. */
function isEvent(value: unknown): value is EventRecord {
  return typeof value === 'object' && value !== null && 'id' in value && 'payload' in value
}
