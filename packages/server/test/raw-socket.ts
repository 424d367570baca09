import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Heard, readFrame } from './wire.ts'

export interface Closed {
  readonly kind: 'socket_closed'
  readonly code: number
  readonly reason: string
}

/** A WebSocket to `/sync` that sends any bytes and hands on what it hears. */
export class RawSocket {
  readonly #socket: WebSocket
  /** Resolves when it is closed, by whomever. */
  readonly closed: Promise<Closed>
  onHeard: (address: string, heard: Heard) => void = () => undefined

  constructor(port: number, headers: Readonly<Record<string, string>> = {}) {
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/sync`, { perMessageDeflate: false, headers })
    this.closed = new Promise((resolve) => {
      this.#socket.once('close', (code, reason) => resolve({ kind: 'socket_closed', code, reason: reason.toString() }))
    })
    this.#socket.on('error', () => undefined)
    this.#socket.on('message', (data: Buffer) => {
      const { address, heard } = readFrame(data)
      this.onHeard(address, heard)
    })
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  get isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED
  }

  /** Whether it could be opened. */
  async opened(): Promise<boolean> {
    if (this.#socket.readyState === WebSocket.CONNECTING) {
      await Promise.race([once(this.#socket, 'open').catch(() => undefined), this.closed])
    }
    return this.isOpen
  }

  send(bytes: Uint8Array | string): void {
    if (this.isOpen) this.#socket.send(bytes)
  }

  get unsentBytes(): number {
    return this.#socket.bufferedAmount
  }

  terminate(): void {
    this.#socket.terminate()
  }
}
