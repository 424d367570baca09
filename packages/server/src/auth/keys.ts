import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import type { AuthConfig } from '../config.ts'
import { KeysUnreachableError } from './errors.ts'

/** What verifies a token. The algorithms are pinned, so that a token cannot choose one (RFC 8725, 3.1). */
export interface Keys {
  readonly algorithms: string[]
  readonly getKey: JWTVerifyGetKey
  /** Set where the same key signs. */
  readonly secret: Uint8Array | undefined
}

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

export function createKeys(auth: AuthConfig): Keys {
  if (auth.kind === 'jwks') return { algorithms: ASYMMETRIC, getKey: remoteKeys(auth.url), secret: undefined }
  const secret =
    auth.kind === 'secret' ? new TextEncoder().encode(auth.secret) : crypto.getRandomValues(new Uint8Array(32))
  return { algorithms: ['HS256'], getKey: () => secret, secret }
}

function remoteKeys(url: string): JWTVerifyGetKey {
  const getKey = createRemoteJWKSet(new URL(url))
  return async (header, token) => {
    try {
      return await getKey(header, token)
    } catch (error) {
      throw isAboutToken(error) ? error : new KeysUnreachableError(error)
    }
  }
}

/** Is it the token's fault that there is no key for it? */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  )
}
