import type * as Y from 'yjs'
import type { Attachment, DocumentHost, TransportConnection } from './transport.ts'

/** The documents of a store, while one connection takes the place of another. Whose they are closes the connections. */
export class MovableDocuments {
  readonly #documents = new Set<MovableDocument>()
  #connection: TransportConnection | undefined

  /** Where they are. */
  get connection(): TransportConnection | undefined {
    return this.#connection
  }

  attach(name: string, doc: Y.Doc, host: DocumentHost): Attachment {
    const document: MovableDocument = { name, doc, host, attachment: undefined }
    this.#documents.add(document)
    document.attachment = this.#connection?.attach(name, doc, host)
    return {
      owns: (origin) => document.attachment?.owns(origin) ?? false,
      get isSent() {
        return document.attachment?.isSent ?? false
      },
      detach: () => {
        this.#documents.delete(document)
        document.attachment?.detach()
      },
    }
  }

  /** The next connection, or none for now, brings and sends what the one before has not. */
  moveTo(connection: TransportConnection | undefined): void {
    for (const document of this.#documents) {
      document.attachment?.detach()
      document.attachment = undefined
    }
    this.#connection = connection
    for (const document of this.#documents) {
      document.attachment = connection?.attach(document.name, document.doc, document.host)
    }
  }
}

interface MovableDocument {
  readonly name: string
  readonly doc: Y.Doc
  readonly host: DocumentHost
  attachment: Attachment | undefined
}
