import type { Transport } from '@docket/core'
import type * as Y from 'yjs'

export interface TappedTransport {
  readonly transport: Transport
  /** The newest Y.Doc that was attached under a name. */
  docOf(name: string): Y.Doc | undefined
}

/** A transport that hands out the Y.Docs that pass through it, at which no application gets. */
export function tappedTransport(transport: Transport): TappedTransport {
  const docs = new Map<string, Y.Doc>()
  const tap: Transport = {
    ledger: transport.ledger,
    connect(host) {
      const connection = transport.connect(host)
      return {
        attach(name, doc, documentHost) {
          docs.set(name, doc)
          return connection.attach(name, doc, documentHost)
        },
        askForCheckpoint: (name) => connection.askForCheckpoint(name),
        close: () => connection.close(),
      }
    },
  }
  return { transport: tap, docOf: (name) => docs.get(name) }
}
