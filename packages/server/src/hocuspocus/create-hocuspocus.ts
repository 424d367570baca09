import { Hocuspocus } from '@hocuspocus/server'
import { DocketExtension, type ExtensionOptions } from './docket-extension.ts'
import type { EarlySubmissions } from './early-submissions.ts'

// A device opens all its documents at once, with one token.
const DOCUMENTS_AT_ONCE = 20_000

/** Hocuspocus with Docket's extension; it stores nothing by itself. */
export function createHocuspocus(options: ExtensionOptions, early: EarlySubmissions): Hocuspocus {
  return new Hocuspocus({
    quiet: true,
    extensions: [new DocketExtension(options, early)],
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
