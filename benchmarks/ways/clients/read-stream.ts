import { WebSocket } from 'ws'

/** Reads the tenant's stream from its beginning; resolves with its socket when that is open. */
export async function readStream(host: string, token: string, onMessage: (data: Buffer) => void): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${host}/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  socket.on('message', onMessage)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return socket
}

/** Whose event a message is; undefined of a sign of life. */
export function entityIdIn(data: Buffer): string | undefined {
  return (JSON.parse(data.toString()) as { readonly entity_id?: string }).entity_id
}
