import { DocketError } from '@docket/core'
import { EventAlreadyCommittedError } from './event-already-committed.ts'
import { IdempotencyKeyTakenError } from './idempotency-keys.ts'
import { isAboutData } from './is-about-data.ts'
import { ReadModelError } from './read-model-error.ts'

/** The committer stopped before it could write: nothing of the commit is in the ledger. */
export class CommitterClosedError extends DocketError {
  constructor() {
    super('committer_closed', 'The server is shutting down; connect again and send the update again')
  }
}

/** An earlier commit of the document failed for good; nothing of this one is in the ledger. */
export class CommitSupersededError extends DocketError {
  constructor() {
    super('commit_superseded', 'An earlier update of the document was refused; connect again and send the update again')
  }
}

/** Will it fail again, however often it is tried? Then it is about what is in one of the commits. */
export function isOfOneCommit(error: unknown): boolean {
  return (
    error instanceof EventAlreadyCommittedError ||
    error instanceof IdempotencyKeyTakenError ||
    error instanceof ReadModelError ||
    isAboutData(error)
  )
}
