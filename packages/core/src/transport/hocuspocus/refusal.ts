import { RefusedError } from '../transport.ts'

const REFUSALS: Readonly<Record<string, string>> = {
  token_missing: 'The server wants a token; pass one to hocuspocusTransport({ token })',
  token_expired: 'The token has expired; make hocuspocusTransport({ token }) a function that fetches a fresh one',
  token_invalid: 'The server does not accept the token; sign in again',
  token_unavailable: 'There is no token: what was passed as hocuspocusTransport({ token }) failed',
  database_unreachable: 'The server does not reach its database at the moment; the document is asked for again',
  document_unreadable: 'The server could not load the document; its log says why',
  keys_unreachable: 'The server cannot verify tokens at the moment',
  too_many_attempts: 'The server does not accept the token, and got too many wrong ones from here; sign in again',
  tenant_mismatch: 'The token is for another tenant; use the tenant of the token in createStore({ tenant })',
  document_corrupt:
    "The server's copy of the document is damaged; what is recorded here is kept. Have its operator repair it, then connect again",
  entity_unknown: 'The server knows no such entity; register it in createServer({ entities })',
}

/** A Docket server's reason for a refusal is a code. */
export function refusalOf(code: string): RefusedError {
  return new RefusedError(code, REFUSALS[code] ?? `The server refused: ${code}`)
}
