import { DocketError } from '@docket/core'

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
