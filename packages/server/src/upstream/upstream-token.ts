import { readFile } from 'node:fs/promises'
import { decodeJwt } from 'jose'
import { principalOf } from '../auth/claims.ts'
import { isServer, SERVER_ROLE } from '../auth/principal.ts'
import type { UpstreamConfig } from '../config.ts'
import { UpstreamTokenError } from './upstream-errors.ts'

/** The token as it is now: a file is read anew, so whoever renews it need not restart the server. @throws UpstreamTokenError */
export async function readToken({ token, tokenFile }: UpstreamConfig): Promise<string> {
  if (tokenFile === undefined) return token ?? ''
  try {
    return (await readFile(tokenFile, 'utf8')).trim()
  } catch (cause) {
    throw new UpstreamTokenError('cannot be read', cause)
  }
}

/** The tenant whose token it is. Whether it is valid, the central server says. @throws UpstreamTokenError */
export function tenantOf(token: string): string {
  const principal = claimsOf(token)
  if (typeof principal === 'string') throw new UpstreamTokenError(`does not make sense (${principal})`)
  if (!isServer(principal)) throw new UpstreamTokenError(`has not the role "${SERVER_ROLE}"`)
  return principal.tenant
}

function claimsOf(token: string): ReturnType<typeof principalOf> {
  try {
    return principalOf(decodeJwt(token))
  } catch (cause) {
    throw new UpstreamTokenError('is no JSON Web Token', cause)
  }
}
