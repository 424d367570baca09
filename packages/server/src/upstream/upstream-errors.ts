import { DocketError } from '@docket/core'

/** The token for the central server cannot be read, or is none. */
export class UpstreamTokenError extends DocketError {
  constructor(why: string, cause?: unknown) {
    super(
      'upstream_token_invalid',
      `The token for the central server ${why}: set DOCKET_UPSTREAM_TOKEN, or DOCKET_UPSTREAM_TOKEN_FILE to a file that holds one`,
      { cause },
    )
  }
}
