import { DocketError } from '@docket/core'

/** Where a database is, without its password. */
export interface DatabaseTarget {
  readonly host: string
  readonly port: number
  readonly database: string
}

export class DatabaseUnreachableError extends DocketError {
  constructor(target: DatabaseTarget | undefined, cause?: unknown) {
    const where = target ? ` at ${target.host}:${target.port}, database "${target.database}"` : ''
    super('database_unreachable', `Postgres does not answer${where}: ${reasonOf(cause)}. ${adviceFor(cause)}`, {
      cause,
    })
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Start Postgres there, or correct host and port in DATABASE_URL.',
  ENOTFOUND: 'Correct the host in DATABASE_URL.',
  '28P01': 'Correct user and password in DATABASE_URL.',
  '28000': 'Allow this user in pg_hba.conf, or correct user and password in DATABASE_URL.',
  '3D000': 'Create that database, or correct its name in DATABASE_URL.',
  '53300': 'Raise max_connections, or use a pooler.',
}

const LOST_CODES =
  /^(E(CONN\w+|NOTFOUND|AI_AGAIN|PIPE|HOSTUNREACH|NETUNREACH|TIMEDOUT)|08\w{3}|57P0[123]|53300|28\w{3}|3D000)$/
// pg gives these errors no code.
const LOST_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/

/** Does a failed query mean that Postgres could not be asked, rather than that it refused? */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof DatabaseUnreachableError) return true
  const code = codeOf(error)
  if (code !== undefined) return LOST_CODES.test(code)
  return error instanceof Error && LOST_MESSAGES.test(error.message)
}

function adviceFor(cause: unknown): string {
  return ADVICE[codeOf(cause) ?? ''] ?? 'See whether it runs and whether DATABASE_URL is right.'
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'there is no connection'
  // Node joins the failures of several addresses of one host in an error without a message.
  return (cause.message || codeOf(cause) || cause.name).replace(/\.$/, '')
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}
