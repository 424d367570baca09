import { DocketError } from '@docket/core'

export class TokenMissingError extends DocketError {
  constructor() {
    super('token_missing', 'There is no token: send "Authorization: Bearer <token>"')
  }
}

export class TokenExpiredError extends DocketError {
  constructor() {
    super('token_expired', 'The token has ended: get a new one')
  }
}

/** Never repeats the token, nor what is in it. */
export class TokenInvalidError extends DocketError {
  constructor(reason: string) {
    super('token_invalid', `The token is not valid: ${reason}`)
  }
}

/** The token may be good: the keys to verify it cannot be had at the moment. */
export class KeysUnreachableError extends DocketError {
  constructor(cause: unknown) {
    super('keys_unreachable', 'Tokens cannot be verified now, because DOCKET_JWKS_URL does not answer: try again', {
      cause,
    })
  }
}
