/** The things that were put last, by name. */
export class Recent<T> {
  readonly #things = new Map<string, T>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  /** It is gone then, until it is put again. */
  take(name: string): T | undefined {
    const thing = this.#things.get(name)
    this.#things.delete(name)
    return thing
  }

  /** Returns the one that is gone instead. */
  put(name: string, thing: T): T | undefined {
    this.#things.set(name, thing)
    const [oldest] = this.#things.keys()
    return this.#things.size > this.#most && oldest !== undefined ? this.take(oldest) : undefined
  }
}
