import { DocketError } from '@docket/core'

/** An entity's state or summary cannot be kept in Postgres. */
export class ReadModelError extends DocketError {
  constructor(document: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    super(
      'read_model_invalid',
      `The state or summary of ${document} is not plain JSON: ${reason}. Correct what evolve or summary returns`,
      { cause },
    )
  }
}
