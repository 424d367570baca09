import { DocketError } from '@docket/core'

export class EntityNotFoundError extends DocketError {
  /** @param what the document, and at which time if that matters */
  constructor(what: string) {
    super('not_found', `The ledger has no events of ${what}: see whether tenant, entity and id are right`)
  }
}
