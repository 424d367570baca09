import { WebSocket } from 'ws'
import { authFrame, read, syncStep1Frame } from '../server/wire.ts'

/** Hocuspocus' protocol for a load: documents are opened and sent to, what others did is not read. */
export class YjsSocket {
  readonly #socket: WebSocket
  readonly #token: string
  readonly #opening = new Map<string, { readonly opened: Promise<void>; readonly resolve: () => void }>()
  /** A document's updates are acknowledged in the order in which they were sent. */
  readonly #waiting = new Map<string, { resolve: () => void; reject: (error: Error) => void }[]>()

  private constructor(socket: WebSocket, token: string) {
    this.#socket = socket
    this.#token = token
    socket.on('message', (data: Buffer) => {
      const { name, heard } = read(data)
      if (heard.kind === 'synced') this.#opening.get(name)?.resolve()
      if (heard.kind !== 'acknowledged') return
      const sent = this.#waiting.get(name)?.shift()
      if (heard.applied) sent?.resolve()
      else sent?.reject(new Error('the server refused an update'))
    })
  }

  static async open(url: string, token: string): Promise<YjsSocket> {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    // A server that is killed says no goodbye.
    socket.on('error', () => undefined)
    return new YjsSocket(socket, token)
  }

  /** What is sent after it waits until the server has sent what it has. */
  openDocument(name: string): void {
    const { promise: opened, resolve } = Promise.withResolvers<void>()
    this.#opening.set(name, { opened, resolve })
    this.#socket.send(authFrame(name, this.#token))
    this.#socket.send(syncStep1Frame(name))
  }

  /** Resolves when the server acknowledges the update. */
  async send(name: string, frame: Uint8Array): Promise<void> {
    await this.#opening.get(name)?.opened
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = this.#waiting.get(name) ?? []
    waiting.push({ resolve, reject })
    this.#waiting.set(name, waiting)
    this.#socket.send(frame)
    await promise
  }
}
