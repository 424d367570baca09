// Hocuspocus' protocol: every message is the document's address, a type and what belongs to the type, as lib0 writes
// them, in a WebSocket message of its own. The numbers are those of @hocuspocus/provider 4.8 (`types.ts`),
// @hocuspocus/common (`auth.ts`).

/** The types of messages that are spoken here; others, awareness among them, are not heard. */
export const TYPE = { sync: 0, auth: 2, stateless: 5, close: 7, syncStatus: 8, ping: 9, pong: 10 } as const

/** What an `auth` message is. */
export const AUTH = { token: 0, denied: 1, authenticated: 2 } as const

/** A document's name and a session of ours; so a document may be closed and opened again without a pause. */
export function addressOf(name: string, session: number): string {
  return `${name}\0${session}`
}
