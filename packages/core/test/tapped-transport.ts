import type * as Y from 'yjs'
import type { DocumentHost, Transport } from '../src/transport/transport.ts'

/** A transport, and the Y.Docs that pass through it: so a test gets at what no application does. */
export interface TappedTransport {
  readonly transport: Transport
  /** The Y.Doc that was attached last under this name. */
  docOf(name: string): Y.Doc
  /** Who hears of what the server says of it. */
  hostOf(name: string): DocumentHost
  /** All names, in the order in which they were attached. */
  readonly names: readonly string[]
  /** How often a document of this name was attached. */
  attached(name: string): number
  /** Of which documents a checkpoint was asked for. */
  readonly asked: readonly string[]
}

export function tapped(transport: Transport): TappedTransport {
  const docs: { readonly name: string; readonly doc: Y.Doc; readonly host: DocumentHost }[] = []
  const asked: string[] = []
  const last = (name: string) => {
    const found = docs.findLast((one) => one.name === name)
    if (found === undefined) throw new Error(`${name} was never attached`)
    return found
  }
  return {
    transport: {
      ledger: transport.ledger,
      connect(host) {
        const connection = transport.connect(host)
        return {
          attach(name, doc, documentHost) {
            docs.push({ name, doc, host: documentHost })
            return connection.attach(name, doc, documentHost)
          },
          askForCheckpoint(name) {
            asked.push(name)
            connection.askForCheckpoint(name)
          },
          close: () => connection.close(),
        }
      },
    },
    get names() {
      return docs.map(({ name }) => name)
    },
    docOf: (name) => last(name).doc,
    hostOf: (name) => last(name).host,
    asked,
    attached: (name) => docs.filter((one) => one.name === name).length,
  }
}
