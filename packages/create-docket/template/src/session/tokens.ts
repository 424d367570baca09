import type { Session } from './session.ts'

export class NoTokenError extends Error {
  constructor() {
    super('This server gives no tokens for trying out: sign in with one of your own')
  }
}

/** The session's token. This is where the tokens of your own sign-in belong. @throws NoTokenError */
export async function tokenOf({ token, tenant, user, roles }: Session): Promise<string> {
  if (token !== undefined) return token
  const response = await fetch('/v1/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, sub: user, roles }),
  })
  if (response.status === 404) throw new NoTokenError()
  if (!response.ok) throw new Error(`The server answered ${response.status}`)
  const body = (await response.json()) as { readonly token: string }
  return body.token
}
