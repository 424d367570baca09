/** The token of an `Authorization: Bearer …` header (RFC 6750), or undefined when there is none. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header ?? '')?.[1]
}
