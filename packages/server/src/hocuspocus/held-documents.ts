import { type DocumentAddress, documentName } from '@docket/core'
import type { Document, Hocuspocus } from '@hocuspocus/server'

export interface HeldOptions {
  readonly hocuspocus: Pick<Hocuspocus, 'openDirectConnection'>
  /** A document that nobody uses any more is kept so long, for whoever comes next; ms. */
  readonly keepMs: number
  /** So many of them. */
  readonly keepAtMost: number
  onError(error: unknown, documentName: string): void
}

/** How a server keeps documents that came by another way than a socket. */
export const KEPT: Pick<HeldOptions, 'keepMs' | 'keepAtMost'> = { keepMs: 5_000, keepAtMost: 2_000 }

interface Held {
  readonly opening: ReturnType<Hocuspocus['openDirectConnection']>
  users: number
  timer: ReturnType<typeof setTimeout> | undefined
}

/** Documents that the server itself has open. */
export class HeldDocuments {
  readonly #options: HeldOptions
  readonly #held = new Map<string, Held>()
  /** Those that nobody uses, the one left longest ago first. */
  readonly #idle = new Set<string>()

  constructor(options: HeldOptions) {
    this.#options = options
  }

  /** @throws whatever refuses to load the document */
  async use<T>(address: DocumentAddress, work: (document: Document) => Promise<T> | T): Promise<T> {
    const name = documentName(address)
    const held = this.#take(name)
    try {
      const { document } = await held.opening
      if (document === null) throw new Error(`${name} was closed while it was in use`)
      return await work(document)
    } finally {
      this.#release(name, held)
    }
  }

  /** Lets go of all that nobody uses. */
  close(): void {
    for (const name of this.#idle) this.#letGo(name)
  }

  #take(name: string): Held {
    const held = this.#held.get(name) ?? this.#open(name)
    held.users++
    clearTimeout(held.timer)
    this.#idle.delete(name)
    return held
  }

  #open(name: string): Held {
    const held: Held = { opening: this.#options.hocuspocus.openDirectConnection(name), users: 0, timer: undefined }
    this.#held.set(name, held)
    held.opening.catch(() => {
      if (this.#held.get(name) === held) this.#held.delete(name)
    })
    return held
  }

  #release(name: string, held: Held): void {
    held.users--
    if (held.users > 0 || this.#held.get(name) !== held) return
    this.#idle.add(name)
    held.timer = setTimeout(() => this.#letGo(name), this.#options.keepMs)
    held.timer.unref()
    const [oldest] = this.#idle
    if (this.#idle.size > this.#options.keepAtMost && oldest !== undefined) this.#letGo(oldest)
  }

  #letGo(name: string): void {
    const held = this.#held.get(name)
    this.#idle.delete(name)
    this.#held.delete(name)
    clearTimeout(held?.timer)
    held?.opening
      .then((connection) => connection.disconnect({ unloadImmediately: false }))
      .catch((error: unknown) => this.#options.onError(error, name))
  }
}
