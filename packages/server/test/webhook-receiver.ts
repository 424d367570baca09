import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface ReceivedMessage {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server of somebody else's that is sent webhooks. */
export interface WebhookReceiver {
  readonly url: string
  readonly port: number
  readonly received: ReceivedMessage[]
  close(): Promise<void>
}

/** Answers as it is told; unless told with 204. */
export async function startReceiver(
  answer: (response: ServerResponse, message: ReceivedMessage, index: number) => void = (response) =>
    response.writeHead(204).end(),
  port = 0,
): Promise<WebhookReceiver> {
  const received: ReceivedMessage[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const message = { path: request.url ?? '', headers: request.headers, body }
      received.push(message)
      answer(response, message, received.length - 1)
    })
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    port: address.port,
    received,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
