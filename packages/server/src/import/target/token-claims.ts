import { decodeJwt } from 'jose'
import { principalOf } from '../../auth/claims.ts'
import { isDevice, type Principal } from '../../auth/principal.ts'
import { TokenUnfitError } from '../errors.ts'

/**
 * What a token for a server says. Only the server verifies it; but one of another tenant, or that may not say who did what,
 * would fill a ledger with what nobody wants.
 *
 * @throws TokenUnfitError
 */
export function claimsFor(token: string, tenant: string): Principal {
  const principal = decode(token)
  if (principal.tenant !== tenant) {
    throw new TokenUnfitError('tenant_mismatch', `The token is of the tenant "${principal.tenant}", not of "${tenant}"`)
  }
  if (isDevice(principal)) return principal
  throw new TokenUnfitError(
    'role_missing',
    'Only a token with the role "device" may bring events by anybody: docket token --role device …',
  )
}

function decode(token: string): Principal {
  let principal: Principal | string
  try {
    principal = principalOf(decodeJwt(token))
  } catch {
    principal = 'it is no JSON Web Token'
  }
  if (typeof principal === 'string') throw new TokenUnfitError('token_invalid', `The token is not valid: ${principal}`)
  return principal
}
