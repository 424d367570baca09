/** Among the subprotocols of a WebSocket whose client can set no header: the next one is its token. */
export const TOKEN_FOLLOWS = 'docket'

/** @param offered the header `Sec-WebSocket-Protocol` */
export function subprotocolToken(offered: string | undefined): string | undefined {
  const protocols = offered?.split(',').map((one) => one.trim()) ?? []
  const place = protocols.indexOf(TOKEN_FOLLOWS)
  return place < 0 ? undefined : protocols[place + 1]
}
