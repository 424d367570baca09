import type { IncomingMessage } from 'node:http'
import { subprotocolToken, TOKEN_FOLLOWS } from '../auth/subprotocol-token.ts'

/** What an upgrade asks for: Hocuspocus' protocol with any documents, or y-websocket's with one. */
export type SyncRoute =
  | { readonly kind: 'hocuspocus' }
  | { readonly kind: 'plain'; readonly name: string; readonly token: string }

const SYNC = '/sync'
const PLAIN = '/y/'

/** Undefined for another path. Not parsed as a URL: what is none would throw, and end the process. */
export function syncRoute({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): SyncRoute | undefined {
  const [path = '', query] = url.split('?', 2)
  if (path === SYNC) return { kind: 'hocuspocus' }
  if (!path.startsWith(PLAIN)) return undefined
  const token = subprotocolToken(headers['sec-websocket-protocol']) ?? new URLSearchParams(query).get('token')
  return { kind: 'plain', name: path.slice(PLAIN.length), token: token ?? '' }
}

/** The subprotocol that the server agrees to: never the one that is a token. */
export function agreedProtocol(offered: ReadonlySet<string>): string | false {
  const [first] = offered
  return offered.has(TOKEN_FOLLOWS) ? TOKEN_FOLLOWS : (first ?? false)
}
