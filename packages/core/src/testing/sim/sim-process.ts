/** Something that can be killed: a device's tab, or the server. Whatever it had under way ends with it. */
export class SimProcess {
  readonly name: string
  #isAlive = true

  constructor(name: string) {
    this.name = name
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  kill(): void {
    this.#isAlive = false
  }
}
