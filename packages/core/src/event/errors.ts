/** Every error of Docket has a stable `code`, and a message that says what was wrong and what to do about it. */
export class DocketError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}
