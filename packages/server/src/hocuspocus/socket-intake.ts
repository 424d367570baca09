import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { ConnectionLimits, WaitingLimits } from '../gate/limits.ts'
import { Rate } from '../gate/rate.ts'
import type { SharedRates } from '../gate/shared-rates.ts'
import { isAwarenessWithin } from './awareness-limits.ts'
import { FRAME, type FrameHead, readFrameHead, typeOfOwnFrame } from './frame-head.ts'

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
  readonly rates: Pick<SharedRates, 'frames' | 'wrongTokens'>
  /** Whether too much waits for Postgres in the whole server. */
  readonly budget: { readonly isFull: boolean }
  /** From where the socket comes. */
  readonly address: string
  readonly now: () => number
  /** A document has been opened: the socket's client is somebody. */
  readonly onAuthenticated: () => void
  /** A document is not open, or no longer. */
  readonly onForgotten: (address: string) => void
}

/** A frame that may be taken up. */
export interface AdmittedFrame {
  readonly frame: Uint8Array
  readonly head: FrameHead
  /** To be called when it has been. */
  readonly onHandled: () => void
}

/** What of a document's frames is not handled yet. */
interface Unhandled {
  bytes: number
}

const POLICY_VIOLATION = 1008
const SYNC_STEP_1 = 0
const DENIED = 1
const AUTHENTICATED = 2
/** A byte costs as much as so small a part of a frame. */
const BYTES_OF_A_FRAME = 4_096
const LARGE_BYTES = 65_536
const MAX_AUTH_BYTES = 16_384
const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/**
 * What of one socket's frames is taken up, and how fast. Nothing of a document before its token: Hocuspocus would keep it, in time that grows with the square of their number. What a provider sends so early is in its handshake again.
 */
export class SocketIntake {
  readonly #options: IntakeOptions
  readonly #rate: Rate
  readonly #breaches: Rate
  /** Open, or about to be, by address. */
  readonly #documents = new Map<string, Unhandled>()
  readonly #authenticating = new Set<string>()
  /** Whose SyncStep1 is not answered yet. */
  readonly #asking = new Set<string>()
  #unhandledBytes = 0
  /** Until when it is not read because of wrong tokens. */
  #punishedUntilMs = 0
  #releaseBytes: (() => void) | undefined
  #releaseAuthenticating: (() => void) | undefined

  constructor(options: IntakeOptions) {
    const { limits, now } = options
    this.#options = options
    this.#rate = new Rate(limits.framesPerSecond, SECOND_MS, now)
    this.#breaches = new Rate(limits.breachesPerMinute, MINUTE_MS, now)
  }

  /** Undefined if nobody may have this frame that has arrived. */
  admits(frame: Uint8Array): AdmittedFrame | undefined {
    const head = readFrameHead(frame)
    if (head === undefined) {
      this.#options.socket.close(POLICY_VIOLATION, 'frame_malformed')
      return undefined
    }
    this.#slowDown(head.address, 1 + frame.byteLength / BYTES_OF_A_FRAME)
    if (!this.#isForDocument(head, frame)) return undefined
    const document = this.#documents.get(head.address)
    this.#count(head.address, document, frame.byteLength)
    return { frame, head, onHandled: () => this.#count(head.address, document, -frame.byteLength) }
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
    this.#count(head.address, this.#documents.get(head.address), -frame.byteLength)
  }

  /** Look at what Hocuspocus sends: it tells of a document that it is open, refused or closed. */
  sends(frame: Uint8Array): void {
    const type = typeOfOwnFrame(frame)
    const isLarge = frame.byteLength > LARGE_BYTES
    if (!isLarge && type !== FRAME.auth && type !== FRAME.close) return
    const decoder = decoding.createDecoder(frame)
    const address = decoding.readVarString(decoder)
    // What somebody asked for: the content of a document costs more than the question.
    if (isLarge) this.#slowDown(address, frame.byteLength / BYTES_OF_A_FRAME)
    if (type !== FRAME.auth && type !== FRAME.close) return
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

  /**
   * A token was refused with this code: what is its sender told? Whoever comes from where many wrong tokens come from is
   * read more slowly for every further one. A right token never suffers: there may be many behind one address.
   */
  tokenRefused(code: string): string {
    const { address, rates, socket, now } = this.#options
    const waitMs = code === 'token_invalid' ? rates.wrongTokens.tryTake(address, 1) : 0
    if (waitMs === 0) return code
    this.#punishedUntilMs = Math.max(this.#punishedUntilMs, now()) + waitMs
    setTimeout(socket.hold(), this.#punishedUntilMs - now()).unref()
    return 'too_many_attempts'
  }

  #isForDocument(head: FrameHead, frame: Uint8Array): boolean {
    const { address, type, contentAt } = head
    const isAuth = type === FRAME.auth
    if (isAuth && frame.byteLength > MAX_AUTH_BYTES) return this.#deny(address, this.tokenRefused('token_invalid'))
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
    this.#documents.set(address, { bytes: 0 })
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

  /** Unless the document has been closed since, and perhaps opened anew. */
  #count(address: string, document: Unhandled | undefined, bytes: number): void {
    if (document === undefined || this.#documents.get(address) !== document) return
    document.bytes += bytes
    this.#weigh(bytes)
  }

  #forget(address: string): void {
    const document = this.#documents.get(address)
    if (document === undefined) return
    this.#documents.delete(address)
    this.#asking.delete(address)
    this.#options.onForgotten(address)
    this.#weigh(-document.bytes)
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

  #slowDown(address: string, frames: number): void {
    const { rates, socket } = this.#options
    const tenant = this.#isOpen(address) ? tenantOf(address) : undefined
    const ofTenantMs = tenant === undefined ? 0 : rates.frames.take(tenant, frames)
    const waitMs = Math.max(this.#rate.take(frames), ofTenantMs)
    if (waitMs > 0) setTimeout(socket.hold(), waitMs).unref()
  }

  #isOpen(address: string): boolean {
    return this.#documents.has(address) && !this.#authenticating.has(address)
  }
}

/** Of an open document: the server has opened it for this tenant. */
function tenantOf(address: string): string {
  return address.slice(0, address.indexOf('/'))
}

function isQuestion({ type, contentAt }: FrameHead, frame: Uint8Array): boolean {
  return (type === FRAME.sync || type === FRAME.syncReply) && frame[contentAt] === SYNC_STEP_1
}
