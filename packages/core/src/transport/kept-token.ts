/** A token that is used until the server does not take it any more. */
export class KeptToken {
  readonly #ask: () => string | Promise<string>
  #current: string | undefined
  #asking: Promise<string> | undefined

  constructor(token: string | (() => string | Promise<string>)) {
    this.#ask = typeof token === 'function' ? token : () => token
  }

  /** Undefined when the next one has to be asked for. */
  get current(): string | undefined {
    return this.#current
  }

  /** @throws whatever asking for it throws */
  async get(): Promise<string> {
    if (this.#current !== undefined) return this.#current
    this.#asking ??= (async () => this.#ask())()
    try {
      this.#current = await this.#asking
      return this.#current
    } finally {
      this.#asking = undefined
    }
  }

  /** The server does not take this one. */
  drop(token: string): void {
    if (this.#current === token) this.#current = undefined
  }
}
