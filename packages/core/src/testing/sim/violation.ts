/** A rule of SPEC.md that a run has seen broken. */
export interface Violation {
  /** `LOG1`, or the name of an invariant of the user's. */
  readonly rule: string
  readonly what: string
}

/** What is wrong, a rule at a time; the same thing is noted once. */
export class Violations {
  readonly #found = new Map<string, Violation>()

  get all(): readonly Violation[] {
    return [...this.#found.values()]
  }

  note(rule: string, what: string): void {
    if (this.#found.size < 50) this.#found.set(`${rule} ${what}`, { rule, what })
  }

  /** @param what is asked only where it is wrong */
  must(rule: string, isRight: boolean, what: () => string): void {
    if (!isRight) this.note(rule, what())
  }
}
