import { localValue } from '../lib/local-value.ts'
import { tokenClaims } from './token-claims.ts'

/** A token that ends sooner than this is as good as ended. */
const MARGIN_MS = 60_000

export interface DeviceToken {
  /** The token that the till has, or a fresh one. @throws when there is none and the server gives none */
  get(): Promise<string>
  /** The server does not take it any more: the next `get` asks for another. */
  forget(): void
}

export interface DeviceTokenOptions {
  readonly tenant: string
  readonly device: string
  /** Whose token a server in development is asked for. */
  readonly subject: string
  readonly roles: readonly string[]
  /** One that somebody gave to this till; it is kept. */
  readonly given?: string | undefined
}

/** A device's own token. Kept, so that it lasts offline. */
export function deviceToken(options: DeviceTokenOptions): DeviceToken {
  const { tenant, device, given } = options
  const kept = localValue(`docket-pos.token.${tenant}.${device}`)
  if (given !== undefined) kept.set(given)
  return {
    async get() {
      const known = kept.get()
      if (known !== undefined && tokenClaims(known).expiresAtMs > Date.now() + MARGIN_MS) return known
      const fresh = await askForToken(options)
      kept.set(fresh)
      return fresh
    },
    forget: () => kept.set(undefined),
  }
}

/** A server in development gives a token to whoever asks; any other wants one that somebody made with `docket token`. */
async function askForToken({ tenant, device, subject, roles }: DeviceTokenOptions): Promise<string> {
  const response = await fetch('/v1/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, sub: subject, roles, device }),
  })
  if (!response.ok) throw new Error('This device has no token: open its address with #token= and a token for it')
  const body: unknown = await response.json()
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string') return body.token
  throw new Error('The server gave no token')
}
