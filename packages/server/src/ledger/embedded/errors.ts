import { DocketError } from '@docket/core'

export type EmbeddedPostgresErrorCode =
  | 'embedded_postgres_failed'
  | 'embedded_postgres_unsupported'
  | 'embedded_postgres_busy'
  | 'embedded_postgres_password_missing'

/** The embedded PostgreSQL could not be used; the message says why and what to do. */
export class EmbeddedPostgresError extends DocketError {
  declare readonly code: EmbeddedPostgresErrorCode

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(code, `${message} Or set DATABASE_URL to use a PostgreSQL of your own.`, options)
  }
}
