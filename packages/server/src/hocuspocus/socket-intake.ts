import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ConnectionLimits, WaitingLimits } from '../gate/limits.ts'
import { isAwarenessWithin } from './awareness-limits.ts'
import { FRAME, type FrameHead, readFrameHead, typeOfOwnFrame } from './frame-head.ts'
import { FrameRate } from './frame-rate.ts'

/** The socket as the intake sees it. */
export interface IntakeSocket {
  send(frame: Uint8Array): void
  close(code: number, reason: string): void
  /** Reads no more until the returned function is called; several may hold. */
  hold(): () => void
}

export interface IntakeOptions {
  readonly socket: IntakeSocket
  readonly limits: ConnectionLimits & WaitingLimits
  /** Whether too much waits for Postgres in the whole server. */
  readonly budget: { readonly isFull: boolean }
  readonly now: () => number
  /** A document has been opened: the socket's client is somebody. */
  readonly onAuthenticated: () => void
}

const POLICY_VIOLATION = 1008
const SYNC_STEP_1 = 0
const DENIED = 1
const AUTHENTICATED = 2
/** A byte costs as much as so small a part of a frame. */
const BYTES_OF_A_FRAME = 4_096
const LARGE_BYTES = 65_536
const MAX_AUTH_BYTES = 16_384
const MINUTE_MS = 60_000

/**
 * What of one socket's frames reaches Hocuspocus, and how fast. Nothing of a document before its token: Hocuspocus would
 * keep it, in time that grows with the square of their number. What a provider sends so early is in its handshake again.
 */
export class SocketIntake {
  readonly #options: IntakeOptions
  readonly #rate: FrameRate
  readonly #breaches: FrameRate
  /** Open, or about to be: by address, the bytes of its frames that Hocuspocus has not handled yet. */
  readonly #documents = new Map<string, number>()
  readonly #authenticating = new Set<string>()
  /** Whose SyncStep1 is not answered yet. */
  readonly #asking = new Set<string>()
  #unhandledBytes = 0
  #releaseBytes: (() => void) | undefined
  #releaseAuthenticating: (() => void) | undefined

  constructor(options: IntakeOptions) {
    const { limits, now } = options
    this.#options = options
    this.#rate = new FrameRate(limits.framesPerSecond, now)
    this.#breaches = new FrameRate(limits.breachesPerMinute, () => (now() * 1_000) / MINUTE_MS)
  }

  /** May Hocuspocus have this frame that has arrived? */
  admits(frame: Uint8Array): boolean {
    const head = readFrameHead(frame)
    if (head === undefined) {
      this.#options.socket.close(POLICY_VIOLATION, 'frame_malformed')
      return false
    }
    this.#slowDown(1 + frame.byteLength / BYTES_OF_A_FRAME)
    if (!this.#isForDocument(head, frame)) return false
    this.#count(head.address, frame.byteLength)
    return true
  }

  /** Is this document open here, or about to be? */
  isOpen(address: string): boolean {
    return this.#documents.has(address)
  }

  /** Hocuspocus has handled a frame of a document. */
  handled(frame: Uint8Array): void {
    const head = readFrameHead(frame)
    if (head === undefined) return
    if (isQuestion(head, frame)) this.#asking.delete(head.address)
    this.#count(head.address, -frame.byteLength)
  }

  /** Look at what Hocuspocus sends: it tells of a document that it is open, refused or closed. */
  sends(frame: Uint8Array): void {
    const type = typeOfOwnFrame(frame)
    // What somebody asked for: the content of a document costs more than the question.
    if (frame.byteLength > LARGE_BYTES) this.#slowDown(frame.byteLength / BYTES_OF_A_FRAME)
    if (type !== FRAME.auth && type !== FRAME.close) return
    const decoder = decoding.createDecoder(frame)
    const address = decoding.readVarString(decoder)
    decoding.readVarUint(decoder)
    const answer = type === FRAME.auth ? decoding.readVarUint(decoder) : undefined
    if (answer === AUTHENTICATED) this.#options.onAuthenticated()
    if (answer === DENIED || type === FRAME.close) this.#forget(address)
    this.#settle(address)
  }

  /** A frame broke the protocol. Is that worth a note? Many of them are no mistake. */
  breached(): boolean {
    if (this.#breaches.take(1) === 0) return true
    this.#options.socket.close(POLICY_VIOLATION, 'too_many_breaches')
    return false
  }

  #isForDocument(head: FrameHead, frame: Uint8Array): boolean {
    const { address, type, contentAt } = head
    const isAuth = type === FRAME.auth
    if (isAuth && frame.byteLength > MAX_AUTH_BYTES) return this.#deny(address, 'token_invalid')
    if (!this.#documents.has(address)) return isAuth && this.#begin(address)
    if (type === FRAME.awareness) return isAwarenessWithin(frame.subarray(contentAt), this.#options.limits)
    if (isQuestion(head, frame)) return this.#asks(address)
    return type <= FRAME.stateless || type === FRAME.close
  }

  /** The answer to one question is one to all that wait for theirs. */
  #asks(address: string): boolean {
    const isFirst = !this.#asking.has(address)
    this.#asking.add(address)
    return isFirst
  }

  #begin(address: string): boolean {
    const { documentsPerConnection, documentsAtOnce } = this.#options.limits
    if (this.#documents.size >= documentsPerConnection) return this.#deny(address, 'too_many_documents')
    this.#documents.set(address, 0)
    this.#authenticating.add(address)
    if (this.#authenticating.size >= documentsAtOnce) this.#releaseAuthenticating ??= this.#options.socket.hold()
    return true
  }

  #settle(address: string): void {
    this.#authenticating.delete(address)
    if (this.#authenticating.size > this.#options.limits.documentsAtOnce / 2) return
    this.#releaseAuthenticating?.()
    this.#releaseAuthenticating = undefined
  }

  #deny(address: string, reason: string): false {
    const denial = encoding.encode((encoder) => {
      encoding.writeVarString(encoder, address)
      encoding.writeVarUint(encoder, FRAME.auth)
      encoding.writeVarUint(encoder, DENIED)
      encoding.writeVarString(encoder, reason)
    })
    this.#options.socket.send(denial)
    return false
  }

  #count(address: string, bytes: number): void {
    const before = this.#documents.get(address)
    if (before === undefined) return
    this.#documents.set(address, before + bytes)
    this.#weigh(bytes)
  }

  #forget(address: string): void {
    const bytes = this.#documents.get(address)
    if (bytes === undefined) return
    this.#documents.delete(address)
    this.#asking.delete(address)
    this.#weigh(-bytes)
  }

  #weigh(bytes: number): void {
    const { limits, budget } = this.#options
    const unhandledBytes = budget.isFull ? limits.unhandledBytesWhenFull : limits.unhandledBytes
    this.#unhandledBytes += bytes
    if (this.#unhandledBytes > unhandledBytes) this.#releaseBytes ??= this.#options.socket.hold()
    if (this.#unhandledBytes > unhandledBytes / 2) return
    this.#releaseBytes?.()
    this.#releaseBytes = undefined
  }

  #slowDown(frames: number): void {
    const waitMs = this.#rate.take(frames)
    if (waitMs > 0) setTimeout(this.#options.socket.hold(), waitMs).unref()
  }
}

function isQuestion({ type, contentAt }: FrameHead, frame: Uint8Array): boolean {
  return (type === FRAME.sync || type === FRAME.syncReply) && frame[contentAt] === SYNC_STEP_1
}
