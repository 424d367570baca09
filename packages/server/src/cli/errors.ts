import { DocketError } from '@docket/core'

export class KeyNotFoundError extends DocketError {
  constructor(keyId: string) {
    super('not_found', `No key ${keyId.slice(0, 80)} is in use: see "docket keys list"`)
  }
}

export class ProjectionNotFoundError extends DocketError {
  constructor(name: string) {
    super('not_found', `No projection ${name.slice(0, 80)} has ever run here: see "docket projections list"`)
  }
}
