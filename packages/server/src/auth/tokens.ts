import { systemClock, type WallClock } from '@docket/core'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { AuthConfig } from '../config.ts'
import { principalOf } from './claims.ts'
import { TokenExpiredError, TokenInvalidError, TokenMissingError } from './errors.ts'
import { createKeys, type Keys } from './keys.ts'
import type { Principal } from './principal.ts'

export interface TokenRequest {
  readonly subject: string
  readonly tenant: string
  readonly roles?: readonly string[] | undefined
  readonly device?: string | undefined
  readonly expiresInS: number
}

export interface Tokens {
  /** @throws TokenMissingError, TokenExpiredError, TokenInvalidError, KeysUnreachableError */
  verify(token: string | undefined): Promise<Principal>
  /** There where tokens are verified with a secret. @throws TokenInvalidError */
  readonly issue?: (request: TokenRequest) => Promise<string>
}

const MAX_TOKEN_LENGTH = 8_192
const MAX_CACHED = 10_000
// Issuers' clocks differ from ours: a token that was made this moment must not be "not valid yet".
const TOLERANCE_S = 5

export function createTokens(auth: AuthConfig, clock: WallClock = systemClock): Tokens {
  const keys = createKeys(auth)
  const { secret } = keys
  // A verified token is verified until it ends. A Map is in the order of insertion, so its first is the least used.
  const verified = new Map<string, Principal>()
  // A device that connects asks for all its documents at once, with one token.
  const verifying = new Map<string, Promise<Principal>>()
  const verifyOnce = (token: string, nowMs: number): Promise<Principal> => {
    const known = verifying.get(token)
    if (known !== undefined) return known
    const started = verify(token, keys, nowMs).finally(() => verifying.delete(token))
    verifying.set(token, started)
    return started
  }
  return {
    async verify(token) {
      if (token === undefined || token === '') throw new TokenMissingError()
      if (token.length > MAX_TOKEN_LENGTH)
        throw new TokenInvalidError(`it is longer than ${MAX_TOKEN_LENGTH} characters`)
      const nowMs = clock.now()
      const principal = verified.get(token) ?? (await verifyOnce(token, nowMs))
      verified.delete(token)
      if (principal.expiresAtMs <= nowMs) throw new TokenExpiredError()
      verified.set(token, principal)
      for (const oldest of verified.keys()) {
        if (verified.size <= MAX_CACHED) break
        verified.delete(oldest)
      }
      return principal
    },
    ...(secret && { issue: (request: TokenRequest) => issue(request, secret, clock.now()) }),
  }
}

async function verify(token: string, { getKey, algorithms }: Keys, nowMs: number): Promise<Principal> {
  const { payload } = await jwtVerify(token, getKey, {
    algorithms,
    requiredClaims: ['exp'],
    clockTolerance: TOLERANCE_S,
    currentDate: new Date(nowMs),
  }).catch((error: unknown) => {
    throw asTokenError(error)
  })
  const principal = principalOf(payload)
  if (typeof principal === 'string') throw new TokenInvalidError(principal)
  return principal
}

async function issue(request: TokenRequest, secret: Uint8Array, nowMs: number): Promise<string> {
  const { subject, tenant, roles = [], device, expiresInS } = request
  const iat = Math.floor(nowMs / 1000)
  const claims = {
    sub: subject,
    tenant,
    roles: [...roles],
    ...(device !== undefined && { device }),
    iat,
    exp: iat + expiresInS,
  }
  const principal = principalOf(claims)
  if (typeof principal === 'string') throw new TokenInvalidError(principal)
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret)
}

/** jose's messages are not passed on: some repeat what is in the token. */
function asTokenError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new TokenExpiredError()
  if (error instanceof errors.JWTClaimValidationFailed)
    return new TokenInvalidError(`its "${error.claim}" does not hold`)
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return new TokenInvalidError('its signature is not of our key')
  if (error instanceof errors.JOSEAlgNotAllowed) return new TokenInvalidError('it is signed with another algorithm')
  if (error instanceof errors.JWKSNoMatchingKey) return new TokenInvalidError('no key of DOCKET_JWKS_URL has signed it')
  return error instanceof errors.JOSEError ? new TokenInvalidError('it is not a signed JSON Web Token') : error
}
