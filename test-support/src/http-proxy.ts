import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'

/** What the proxy does with WebSockets: some pass them, some answer that they do not, some say nothing. */
export type Upgrades = 'pass' | 'refuse' | 'ignore'

/** What becomes of one request: it is answered by the proxy, or by the server, whose answer gets lost. */
export type Fault = { readonly status: number; readonly headers?: Record<string, string> } | 'answer lost'

/** A real HTTP proxy before a server. */
export interface HttpProxy {
  readonly port: number
  /** The bodies of the requests so far, parsed as JSON. */
  readonly bodies: readonly unknown[]
  /** WebSockets that are open through it. */
  readonly webSockets: number
  /** For each of the next requests one; without one it passes. */
  readonly faults: Fault[]
  /** A request with more in its body is refused. */
  maxBodyBytes: number
  /** To whom it forwards. */
  targetPort: number
  /** From now on; WebSockets that are open break. */
  setUpgrades(upgrades: Upgrades): void
  close(): Promise<void>
}

/** Forwards what comes to a port of its own on 127.0.0.1 to the port of the server. */
export async function createHttpProxy(targetPort: number, upgrades: Upgrades = 'pass'): Promise<HttpProxy> {
  const webSockets = new Set<Duplex>()
  const bodies: unknown[] = []
  const faults: Fault[] = []
  const server = createServer((incoming, response) => {
    forward(incoming, response).catch(() => response.destroy())
  })

  async function forward(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming)
    bodies.push(body.length === 0 ? undefined : JSON.parse(body.toString()))
    const fault = body.length > proxy.maxBodyBytes ? { status: 413 } : faults.shift()
    if (typeof fault === 'object') {
      response.writeHead(fault.status, fault.headers).end()
      return
    }
    const { method, url, headers } = incoming
    const outgoing = request({ host: '127.0.0.1', port: proxy.targetPort, method, path: url, headers })
    outgoing.end(body)
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    const content = await buffer(answer)
    if (fault === 'answer lost') response.destroy()
    else response.writeHead(answer.statusCode ?? 502, answer.headers).end(content)
  }

  function pass({ method, url, rawHeaders }: IncomingMessage, near: Duplex, head: Buffer): void {
    const far: Socket = connect(proxy.targetPort, '127.0.0.1')
    const headers = rawHeaders.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`))
    far.write(`${method} ${url} HTTP/1.1\r\n${headers.join('')}\r\n`)
    far.write(head)
    near.pipe(far).pipe(near)
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.on('close', () => far.destroy())
  }

  server.on('upgrade', (incoming: IncomingMessage, near: Duplex, head: Buffer) => {
    webSockets.add(near)
    near.on('error', () => near.destroy()).on('close', () => webSockets.delete(near))
    if (upgrades === 'pass') pass(incoming, near, head)
    if (upgrades === 'refuse') near.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const proxy: HttpProxy = {
    port: (server.address() as AddressInfo).port,
    bodies,
    get webSockets() {
      return upgrades === 'pass' ? webSockets.size : 0
    },
    faults,
    targetPort,
    maxBodyBytes: Number.POSITIVE_INFINITY,
    setUpgrades(now) {
      upgrades = now
      for (const webSocket of webSockets) webSocket.destroy()
    },
    async close() {
      for (const webSocket of webSockets) webSocket.destroy()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}
