import * as Y from 'yjs'
import { missingUpdate } from '../../document/missing-update.ts'
import { messageOf } from '../../entity/read-payload.ts'
import { Retries } from '../retries.ts'
import { SYNC, type SyncStep } from '../sync-steps.ts'
import { type Attachment, type DocumentHost, RefusedError } from '../transport.ts'
import { readMessage, syncMessage } from './messages.ts'

export type RoomState = 'offline' | 'connecting' | 'online'

export interface RoomOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly host: DocumentHost
  readonly maxRetryDelayMs: number
  connect(name: string): Promise<WebSocket>
  onState(): void
  onDetach(room: Room): void
}

const LOST_AFTER_TICKS = 3
// By convention of y-websocket, a server closes with one of these when it will have nobody like us.
const FINAL = { from: 4400, until: 4500 } as const

/** One document and its WebSocket. */
export class Room implements Attachment {
  readonly #options: RoomOptions
  readonly #retries: Retries
  #webSocket: WebSocket | undefined
  #state: RoomState = 'offline'
  /** Which attempt to connect is in use. */
  #attempt = 0
  /** The server has been told all that the document had: from here on each update is sent as it is made. */
  #hasAnswered = false
  #silentTicks = 0

  constructor(options: RoomOptions) {
    this.#options = options
    this.#retries = new Retries(options.maxRetryDelayMs, () => this.open())
    options.doc.on('update', this.#send)
    this.open()
  }

  get state(): RoomState {
    return this.#state
  }

  get isSent(): boolean {
    return this.#hasAnswered
  }

  /** Nothing says what of it is committed, not even what comes from the server. */
  owns(): boolean {
    return false
  }

  detach(): void {
    this.#options.doc.off('update', this.#send)
    this.#retries.stop()
    this.#disconnect()
    this.#options.onDetach(this)
  }

  /** Connects, unless it is or does already. */
  open(): void {
    if (this.#state !== 'offline') return
    this.#retries.stop()
    this.#silentTicks = 0
    this.#become('connecting')
    const attempt = ++this.#attempt
    const isCurrent = (): boolean => attempt === this.#attempt
    this.#options.connect(this.#options.name).then(
      (webSocket) => (isCurrent() ? this.#use(webSocket) : webSocket.close()),
      (error: unknown) => {
        if (!isCurrent()) return
        this.lost()
        this.#refused('connection_failed', messageOf(error))
      },
    )
  }

  /** No goodbye can be waited for. */
  readonly lost = (): void => {
    if (this.#state === 'offline') return
    this.#disconnect()
    this.#retries.soon()
    this.#become('offline')
  }

  tick(): void {
    if (this.#state === 'offline') return
    if (++this.#silentTicks >= LOST_AFTER_TICKS) this.lost()
    // Whoever is there answers.
    else if (this.#silentTicks > 1) this.#ask()
  }

  #use(webSocket: WebSocket): void {
    webSocket.binaryType = 'arraybuffer'
    webSocket.onopen = () => this.#ask()
    webSocket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.#hear(new Uint8Array(data))
    webSocket.onclose = ({ code, reason }) => this.#closed(code, reason)
    this.#webSocket = webSocket
  }

  #closed(code: number, reason: string): void {
    this.lost()
    if (code >= FINAL.from && code < FINAL.until) this.#refused(reason || 'connection_refused', `${code} ${reason}`)
  }

  #refused(code: string, why: string): void {
    this.#options.host.onRefused(new RefusedError(code, `The server does not open ${this.#options.name}: ${why}`))
  }

  #disconnect(): void {
    this.#attempt++
    this.#hasAnswered = false
    const webSocket = this.#webSocket
    this.#webSocket = undefined
    if (webSocket === undefined) return
    webSocket.onopen = webSocket.onmessage = webSocket.onclose = null
    webSocket.close()
  }

  #become(state: RoomState): void {
    this.#state = state
    this.#options.onState()
  }

  readonly #send = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && this.#hasAnswered) this.#say(SYNC.update, update)
  }

  #ask(): void {
    this.#say(SYNC.step1, Y.encodeStateVector(this.#options.doc))
  }

  #say(step: SyncStep, content: Uint8Array): void {
    if (this.#webSocket?.readyState === WebSocket.OPEN) this.#webSocket.send(syncMessage(step, content))
  }

  #hear(bytes: Uint8Array): void {
    this.#silentTicks = 0
    const message = readMessage(bytes)
    if (message?.kind === 'denied') this.#refused('permission_denied', message.reason)
    if (message?.kind !== 'sync') return
    // Not before: who is let in and sent away at once was never connected.
    if (this.#state === 'connecting') this.#become('online')
    const { doc, host } = this.#options
    if (message.step === SYNC.step1) {
      this.#hasAnswered = true
      this.#say(SYNC.step2, missingUpdate(doc, message.content))
      return
    }
    Y.applyUpdate(doc, message.content, this)
    if (message.step !== SYNC.step2) return
    this.#retries.reset()
    host.onSynced()
  }
}
