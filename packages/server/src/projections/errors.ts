import { DocketError } from '@docket/core'

export class ProjectionSetUpError extends DocketError {
  constructor(projection: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    super('projection_set_up_failed', `The projection "${projection}" cannot be set up: ${reason}. Mend its setUp`, {
      cause,
    })
  }
}

/** Another version of the program has set the projection up. */
export class ProjectionOutdatedError extends DocketError {
  constructor(projection: string, version: number, found: number) {
    super(
      'projection_outdated',
      `The projection "${projection}" of version ${version} stands still: the database has version ${found} of it. If that one is gone for good, run "docket projections rebuild ${projection}"`,
    )
  }
}

/** An event could not be applied: where, and why as `cause`. */
export class ApplyFailedError extends DocketError {
  /** The event's number. */
  readonly seq: number

  constructor(projection: string, seq: number, cause: unknown) {
    super('projection_apply_failed', `The projection "${projection}" cannot apply the event ${seq}`, { cause })
    this.seq = seq
  }
}

/** A transaction was used after the call to which it was given. */
export class ProjectionTransactionOverError extends DocketError {
  constructor() {
    super('projection_transaction_over', 'The transaction is over: await every query before setUp or apply ends')
  }
}
