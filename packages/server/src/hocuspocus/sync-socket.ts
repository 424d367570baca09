import type { Socket } from 'node:net'
import type { WebSocketLike } from '@hocuspocus/server'
import type { RawData, WebSocket } from 'ws'

/** A connection with so many bytes not yet committed is not read until half of them are. */
const MAX_IN_FLIGHT_BYTES = 1024 * 1024
/** A reader that is so far behind is cut off; it connects again and gets what it lacks at once. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024

type Data = Parameters<WebSocketLike['send']>[0]

/** A WebSocket as Hocuspocus sees it: what is sent in one tick leaves in one write, and neither side can flood us. */
export class SyncSocket implements WebSocketLike {
  readonly #webSocket: WebSocket
  #corked: Socket | undefined
  #inFlightBytes = 0

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket
  }

  get readyState(): number {
    return this.#webSocket.readyState
  }

  send(data: Data): void {
    if (this.#webSocket.bufferedAmount > MAX_UNREAD_BYTES) {
      this.#webSocket.terminate()
      return
    }
    this.#cork()
    this.#webSocket.send(data as Uint8Array)
  }

  close(code?: number, reason?: string): void {
    this.#webSocket.close(code, reason)
  }

  /** Calls `take` with every frame that arrives; a frame is in flight until what `take` gives is settled. */
  onFrame(take: (frame: Uint8Array) => Promise<unknown> | undefined): void {
    this.#webSocket.on('message', (data: RawData) => {
      const frame = toBytes(data)
      const settled = take(frame)
      if (settled === undefined) return
      this.#inFlightBytes += frame.byteLength
      if (this.#inFlightBytes > MAX_IN_FLIGHT_BYTES) this.#webSocket.pause()
      const done = (): void => {
        this.#inFlightBytes -= frame.byteLength
        if (this.#webSocket.isPaused && this.#inFlightBytes < MAX_IN_FLIGHT_BYTES / 2) this.#webSocket.resume()
      }
      settled.then(done, done)
    })
  }

  /** A system call for every message is what costs a server most. */
  #cork(): void {
    if (this.#corked !== undefined) return
    const socket = socketOf(this.#webSocket)
    if (socket === undefined) return
    this.#corked = socket
    socket.cork()
    setImmediate(() => {
      this.#corked = undefined
      socket.uncork()
    })
  }
}

/** `ws` keeps the TCP socket in a field that its types do not name. */
function socketOf(webSocket: WebSocket): Socket | undefined {
  return (webSocket as WebSocket & { readonly _socket?: Socket | null })._socket ?? undefined
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
