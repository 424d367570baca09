import type { WebSocketLike } from '@hocuspocus/server'
import type { RawData, WebSocket } from 'ws'
import { Cork } from '../cork.ts'
import type { ServedSocket } from './served-socket.ts'

/** A reader that is so far behind, a single large message aside, is cut off; it connects again and gets what it lacks. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024
const NOT_AUTHENTICATED = 4408

type Data = Parameters<WebSocketLike['send']>[0]

/** A WebSocket as Hocuspocus sees it: what is sent in one tick leaves in one write, and neither side can flood us. */
export class SyncSocket implements ServedSocket {
  readonly #webSocket: WebSocket
  readonly #cork: Cork
  #holds = 0
  #closing = false
  /** The largest message since everything had been read. */
  #largestBytes = 0
  onSend: (frame: Uint8Array) => void = () => undefined

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket
    this.#cork = new Cork(webSocket)
  }

  get readyState(): number {
    return this.#webSocket.readyState
  }

  send(data: Data): void {
    const frame = data as Uint8Array
    const unread = this.#webSocket.bufferedAmount
    if (unread === 0) this.#largestBytes = 0
    if (unread - this.#largestBytes > MAX_UNREAD_BYTES) {
      this.#webSocket.terminate()
      return
    }
    this.#largestBytes = Math.max(this.#largestBytes, frame.byteLength)
    this.onSend(frame)
    this.#cork.hold()
    this.#webSocket.send(frame)
  }

  close(code?: number, reason?: string): void {
    this.#closing = true
    // A socket that is not read never hears that the other side closes too.
    this.#webSocket.resume()
    this.#webSocket.close(code, reason)
  }

  closeAsLate(): void {
    this.close(NOT_AUTHENTICATED, 'authentication_timeout')
  }

  onFrame(take: (frame: Uint8Array) => void): void {
    this.#webSocket.on('message', (data: RawData) => {
      if (!this.#closing) take(toBytes(data))
    })
  }

  get isHeld(): boolean {
    return this.#holds > 0
  }

  hold(): () => void {
    if (this.#holds++ === 0 && !this.#closing) this.#webSocket.pause()
    let held = true
    return () => {
      if (held && --this.#holds === 0) this.#webSocket.resume()
      held = false
    }
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data)
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data
}
