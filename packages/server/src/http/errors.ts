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

/** The route is a WebSocket's. */
export class UpgradeRequiredError extends DocketError {
  constructor() {
    super('upgrade_required', 'Ask for this as a WebSocket')
  }
}

/** The token is right, and does not allow it. */
export class ForbiddenError extends DocketError {
  constructor(message: string) {
    super('forbidden', message)
  }
}

export class BodyTooLargeError extends DocketError {
  constructor(maxBytes: number) {
    super('body_too_large', `The body is larger than ${maxBytes} bytes; send less at a time`)
  }
}

/** Too much was asked for; later it is no longer too much. */
export class RetryLaterError extends DocketError {
  readonly retryAfterMs: number

  constructor(code: 'too_many_requests' | 'too_many_attempts', message: string, retryAfterMs: number) {
    super(code, message)
    this.retryAfterMs = retryAfterMs
  }
}

/** The server was not given a definition of this entity. */
export class EntityNotServedError extends DocketError {
  constructor(name: string) {
    super('entity_unknown', `This server knows no entity "${name}": pass its definition to createServer`)
  }
}

/** The token is for another tenant than the one that is asked about. */
export class TenantMismatchError extends DocketError {
  constructor() {
    super('tenant_mismatch', 'The token is for another tenant; use the tenant of the token in createStore({ tenant })')
  }
}

/** Whoever asked does not wait for the answer any more. */
export class ClientGoneError extends DocketError {
  constructor() {
    super('client_gone', 'The connection was closed before there was an answer')
  }
}

export class ElectricNotConfiguredError extends DocketError {
  constructor() {
    super('electric_not_configured', 'This server has no Electric service: set ELECTRIC_URL, or use another transport')
  }
}

/** It is away, or has too much to do. */
export class ElectricUnreachableError extends DocketError {
  constructor() {
    super('electric_unreachable', 'The Electric service does not answer now: try again')
  }
}

/** It answered with what only whoever runs the server can mend. */
export class ElectricFailedError extends DocketError {
  constructor(status: number) {
    super(
      'electric_failed',
      `The Electric service answered with HTTP ${status}: check ELECTRIC_URL and ELECTRIC_SECRET`,
    )
  }
}
