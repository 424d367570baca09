/** Thrown in a hook of Hocuspocus: it answers "permission denied" with the code as reason. */
export class Refusal extends Error {
  readonly reason: string

  constructor(code: string) {
    // Hocuspocus prints the message of an error; this one is told to the client and logged by us.
    super('')
    this.name = 'Refusal'
    this.reason = code
  }
}
