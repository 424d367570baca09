import { DocketError } from '@docket/core'

/** An error that a client of the old endpoint gets as a problem document (RFC 9457). */
export class RestError extends DocketError {
  readonly status: number
  /** Is the event in the trail all the same? */
  readonly isRecorded: boolean

  constructor(status: number, code: string, message: string, isRecorded = false) {
    super(code, message)
    this.status = status
    this.isRecorded = isRecorded
  }
}

export function notFound(entity: string, id: string): RestError {
  return new RestError(404, 'not_found', `There is no ${entity} "${id}" here`)
}

/** The answer of the Docket server itself, which a client gets as it is: 401, 403, 429, 503 … */
export class AnsweredError extends DocketError {
  readonly response: Response

  constructor(response: Response) {
    super('answered', `Docket answered with ${response.status}`)
    this.response = response
  }
}

export class DocketUnreachableError extends RestError {
  constructor() {
    super(503, 'docket_unreachable', 'The Docket server does not answer now: try again')
  }
}
