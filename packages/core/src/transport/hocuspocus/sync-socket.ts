import * as decoding from 'lib0/decoding'
import { Retries } from '../retries.ts'
import type { RefusedError } from '../transport.ts'
import type { Frame } from './frames.ts'
import { TYPE } from './protocol.ts'
import { refusalOf } from './refusal.ts'

/** What goes over a socket under one address. */
export interface Channel {
  readonly address: string
  /** A new connection, on which nothing has been said yet. */
  open(token: string): void
  /** @param content the rest of the message */
  hear(type: number, content: decoding.Decoder): void
  /** The server will have nobody with our token, or there is none. */
  refused(error: RefusedError): void
}

export interface SyncSocketOptions {
  readonly url: string
  readonly token: () => string | Promise<string>
  readonly maxRetryDelayMs: number
  /** How often `onTick` is called. A connection on which nothing was heard for three of them is lost. */
  readonly tickMs: number
  /** @param silent nothing was heard since the last */
  readonly onTick: (silent: boolean) => void
  readonly onConnection: (state: 'offline' | 'connecting') => void
}

const LOST_AFTER_TICKS = 3
const PONG = new Uint8Array([TYPE.pong])

/** A WebSocket that tries for ever, asks for a token once a connection, and shares what comes among its channels. */
export class SyncSocket {
  readonly #options: SyncSocketOptions
  readonly #channels = new Map<string, Channel>()
  readonly #retries: Retries
  readonly #ticks: ReturnType<typeof setInterval>
  #webSocket: WebSocket | undefined
  /** Of this connection; undefined before it is open. */
  #token: string | undefined
  #silentTicks = 0

  constructor(options: SyncSocketOptions) {
    this.#options = options
    this.#retries = new Retries(options.maxRetryDelayMs, () => this.#open())
    this.#ticks = setInterval(() => this.#tick(), options.tickMs)
    // A browser knows when the network goes and comes; a lost one is otherwise found out by silence only.
    globalThis.addEventListener?.('online', this.#openNow)
    globalThis.addEventListener?.('offline', this.#lost)
    this.#open()
  }

  attach(channel: Channel): void {
    this.#channels.set(channel.address, channel)
    if (this.#token !== undefined) channel.open(this.#token)
  }

  detach({ address }: Channel): void {
    this.#channels.delete(address)
  }

  /** What is sent while there is no connection is gone: on the next one, every channel begins anew. */
  send(frame: Frame): void {
    if (this.#token !== undefined && this.#webSocket?.readyState === WebSocket.OPEN) this.#webSocket.send(frame)
  }

  /** The server takes our token. */
  accepted(): void {
    this.#retries.reset()
  }

  /** Nothing will go over this connection; a later one may have another token. */
  refused(error: RefusedError): void {
    this.#disconnect()
    this.#retries.soon()
    for (const channel of this.#channels.values()) channel.refused(error)
  }

  close(): void {
    globalThis.removeEventListener?.('online', this.#openNow)
    globalThis.removeEventListener?.('offline', this.#lost)
    clearInterval(this.#ticks)
    this.#retries.stop()
    this.#disconnect()
  }

  #open(): void {
    const webSocket = new WebSocket(this.#options.url)
    webSocket.binaryType = 'arraybuffer'
    webSocket.onopen = () => void this.#begin(webSocket)
    webSocket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.#hear(new Uint8Array(data))
    webSocket.onclose = this.#lost
    this.#webSocket = webSocket
    this.#silentTicks = 0
    this.#options.onConnection('connecting')
  }

  readonly #openNow = (): void => {
    if (this.#webSocket?.readyState === WebSocket.OPEN) return
    this.#retries.stop()
    this.#disconnect()
    this.#open()
  }

  /** No goodbye can be waited for. */
  readonly #lost = (): void => {
    if (this.#webSocket === undefined) return
    this.#disconnect()
    this.#retries.soon()
    this.#options.onConnection('offline')
  }

  #disconnect(): void {
    const webSocket = this.#webSocket
    this.#webSocket = undefined
    this.#token = undefined
    if (webSocket === undefined) return
    webSocket.onopen = webSocket.onmessage = webSocket.onclose = null
    webSocket.close()
  }

  async #begin(webSocket: WebSocket): Promise<void> {
    const token = await this.#askForToken()
    if (webSocket !== this.#webSocket) return
    this.#token = token
    if (token === undefined) this.refused(refusalOf('token_unavailable'))
    else for (const channel of this.#channels.values()) channel.open(token)
  }

  async #askForToken(): Promise<string | undefined> {
    try {
      return await this.#options.token()
    } catch {
      return undefined
    }
  }

  #hear(frame: Uint8Array): void {
    this.#silentTicks = 0
    if (frame.byteLength === 1 && frame[0] === TYPE.ping) {
      this.send(PONG)
      return
    }
    const content = decoding.createDecoder(frame)
    const channel = this.#channels.get(decoding.readVarString(content))
    channel?.hear(decoding.readVarUint(content), content)
  }

  #tick(): void {
    if (++this.#silentTicks >= LOST_AFTER_TICKS) this.#lost()
    else if (this.#token !== undefined) this.#options.onTick(this.#silentTicks > 1)
  }
}
