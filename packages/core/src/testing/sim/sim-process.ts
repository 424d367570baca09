/** Something that can be killed: a device's tab, or the server. Whatever it had under way ends with it. */
export class SimProcess {
  readonly name: string
  #isAlive = true
  #dying: { tasks: number; readonly run: () => void } | undefined

  constructor(name: string) {
    this.name = name
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  kill(): void {
    this.#isAlive = false
    this.#dying = undefined
  }

  /** `run` is called after so many further tasks of this process, if it lives so long. */
  dieAfter(tasks: number, run: () => void): void {
    if (this.#isAlive) this.#dying ??= { tasks, run }
  }

  /** It lives on after all. */
  spare(): void {
    this.#dying = undefined
  }

  /** A task of it has ended. */
  worked(): void {
    const dying = this.#dying
    if (dying === undefined || dying.tasks-- > 0) return
    this.#dying = undefined
    dying.run()
  }
}
