export interface TokenClaims {
  /** Whose token it is. */
  readonly subject: string | undefined
  /** When it ends, ms since the epoch; 0 when it does not say. */
  readonly expiresAtMs: number
}

/** What a JWT says. Whether it is genuine is for the server to find out. */
export function tokenClaims(token: string): TokenClaims {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''
    const { exp, sub }: { exp?: unknown; sub?: unknown } = JSON.parse(atob(payload))
    return {
      subject: typeof sub === 'string' ? sub : undefined,
      expiresAtMs: typeof exp === 'number' ? exp * 1000 : 0,
    }
  } catch {
    return { subject: undefined, expiresAtMs: 0 }
  }
}
