import { Hocuspocus } from '@hocuspocus/server'
import { DocketExtension, type ExtensionOptions } from './docket-extension.ts'

// A device opens all its documents at once, with one token.
const DOCUMENTS_AT_ONCE = 20_000
// Hocuspocus closes sockets of which it hears nothing for so long. It does not hear of updates; who is gone, our pings find.
const NEVER_MS = 2 ** 31 - 1
// Yjs makes up an id for every document, of 31 random numbers, though only subdocuments need one: half of what it costs.
const DOCUMENT_OPTIONS = { gc: true, gcFilter: () => true, guid: '' }

/** Hocuspocus with Docket's extension; it stores nothing by itself. */
export function createHocuspocus(options: ExtensionOptions): Hocuspocus {
  return new Hocuspocus({
    quiet: true,
    timeout: NEVER_MS,
    yDocOptions: DOCUMENT_OPTIONS,
    extensions: [new DocketExtension(options)],
    maxPendingDocuments: DOCUMENTS_AT_ONCE,
    maxUnauthenticatedQueueMessages: DOCUMENTS_AT_ONCE * 3,
    // Nothing is stored by hooks, so a document need not wait to be unloaded.
    debounce: 0,
    maxDebounce: 0,
  })
}

/** How many documents are open on how many sockets, all in all. */
export function connectionsOf({ documents }: Hocuspocus): number {
  let connections = 0
  for (const document of documents.values()) connections += document.getConnectionsCount()
  return connections
}
