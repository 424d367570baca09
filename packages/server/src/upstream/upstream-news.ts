import { type DocumentAddress, documentName, type SummaryRow } from '@docket/core'

export interface News {
  readonly documents: readonly DocumentAddress[]
  /** All that changed at the central server up to this number of its is among them, or was before. */
  readonly cursor: number
}

interface Message {
  readonly rows: readonly SummaryRow[]
  readonly cursor: number
}

/** What the central server has said of documents that changed there, until it is brought. */
export class UpstreamNews {
  readonly #tenant: string
  readonly #messages: Message[] = []
  /** How many messages the last `next` was made of. */
  #taken = 0
  #cursor: number

  constructor(tenant: string, cursor: number) {
    this.#tenant = tenant
    this.#cursor = cursor
  }

  /** Up to which number it has been heard. */
  get cursor(): number {
    return this.#cursor
  }

  hear(message: Message): void {
    this.#messages.push(message)
    this.#cursor = Math.max(this.#cursor, message.cursor)
  }

  /** What comes next: about so many documents, each once. Undefined when there is nothing. */
  next(documents: number): News | undefined {
    const found = new Map<string, DocumentAddress>()
    let cursor = 0
    this.#taken = 0
    for (const { rows, cursor: upTo } of this.#messages) {
      if (this.#taken > 0 && found.size + rows.length > documents) break
      this.#taken++
      cursor = Math.max(cursor, upTo)
      for (const { entity, id } of rows) {
        const address = { tenant: this.#tenant, entity, id }
        found.set(documentName(address), address)
      }
    }
    return this.#taken === 0 ? undefined : { documents: [...found.values()], cursor }
  }

  /** What `next` gave is brought. */
  done(): void {
    this.#messages.splice(0, this.#taken)
    this.#taken = 0
  }
}
