/** Who shows a token. */
export interface SimToken {
  readonly tenant: string
  readonly subject: string
  readonly roles: readonly string[]
}

/** In a simulation a token is JSON in base64: whoever has it can say who they are. */
export function tokenText(token: SimToken): string {
  return btoa(JSON.stringify(token))
}
