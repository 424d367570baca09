import { decodeJwt } from 'jose'
import { bearerToken } from '../auth/bearer.ts'
import { principalOf } from '../auth/claims.ts'
import { isDevice } from '../auth/principal.ts'

/** Who will have recorded an event, as guards may ask. Nothing is verified here: the server judges whose token it is. */
export function authorOf(headers: Headers): { readonly by: string | null; readonly device: string } {
  const token = bearerToken(headers.get('authorization') ?? undefined)
  const principal = token === undefined ? undefined : principalIn(token)
  if (principal === undefined) return { by: null, device: '' }
  return { by: isDevice(principal) ? null : principal.subject, device: principal.device ?? principal.subject }
}

function principalIn(token: string) {
  try {
    const principal = principalOf(decodeJwt(token))
    return typeof principal === 'string' ? undefined : principal
  } catch {
    return undefined
  }
}
