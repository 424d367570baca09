import { DocketError } from '@docket/core'

export class BadRequestError extends DocketError {
  constructor(message: string) {
    super('bad_request', message)
  }
}

/** Also what is said of another tenant's data. */
export class NotFoundError extends DocketError {
  constructor(what: string) {
    super('not_found', `There is no ${what} here`)
  }
}

/** The server was not given a definition of this entity. */
export class EntityNotServedError extends DocketError {
  constructor(name: string) {
    super('entity_unknown', `This server knows no entity "${name}": pass its definition to createServer`)
  }
}
