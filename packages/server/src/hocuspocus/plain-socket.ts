import { parseServerMessage } from '@docket/core'
import type { WebSocketLike } from '@hocuspocus/server'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { FRAME } from './frame-head.ts'
import { isPlainMessage, PLAIN } from './plain-message.ts'
import type { ServedSocket } from './served-socket.ts'
import type { SyncSocket } from './sync-socket.ts'

type Data = Parameters<WebSocketLike['send']>[0]

// y-websocket takes 4400 to 4499 for final, and connects again after any other code.
const MALFORMED = 4400
const UNAUTHENTICATED = 4401
const FORBIDDEN = 4403
const REFUSED = 4422
const TRY_AGAIN = 1013
const DENIED = 1
const TOKEN = 0
/** Why a document is not opened now, and may be later. */
const PASSING: ReadonlySet<string> = new Set([
  'database_unreachable',
  'document_corrupt',
  'document_unreadable',
  'keys_unreachable',
])
const ABOUT_TOKENS: ReadonlySet<string> = new Set([
  'token_missing',
  'token_invalid',
  'token_expired',
  'too_many_attempts',
])

/**
 * The socket of a plain Yjs client (y-websocket), which has one document, its name not in its messages but in the URL,
 * and no words for what Docket says besides: why it is refused, it hears as the reason of the close.
 */
export class PlainSocket implements ServedSocket {
  readonly #socket: SyncSocket
  readonly #name: string
  readonly #token: string
  onSend: (frame: Uint8Array) => void = () => undefined

  constructor(socket: SyncSocket, name: string, token: string) {
    this.#socket = socket
    this.#name = name
    this.#token = token
  }

  get readyState(): number {
    return this.#socket.readyState
  }

  get isHeld(): boolean {
    return this.#socket.isHeld
  }

  hold(): () => void {
    return this.#socket.hold()
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason)
  }

  closeAsLate(): void {
    this.close(TRY_AGAIN, 'authentication_timeout')
  }

  onFrame(take: (frame: Uint8Array) => void): void {
    const name = encoding.encode((encoder) => encoding.writeVarString(encoder, this.#name))
    this.#socket.onFrame((message) => {
      if (isPlainMessage(message)) take(Buffer.concat([name, message]))
      else this.close(MALFORMED, 'frame_malformed')
    })
    take(tokenFrame(name, this.#token))
  }

  send(data: Data): void {
    const frame = data as Uint8Array
    this.onSend(frame)
    const decoder = decoding.createDecoder(frame)
    decoding.readVarUint8Array(decoder)
    const message = frame.subarray(decoder.pos)
    const type = decoding.readVarUint(decoder)
    if (type === FRAME.sync || type === FRAME.awareness) this.#socket.send(message)
    else if (type === FRAME.syncReply) this.#socket.send(Buffer.concat([SYNC, message.subarray(1)]))
    else if (type === FRAME.auth) this.#tellAuth(decoder)
    else if (type === FRAME.stateless) this.#tellStateless(decoding.readVarString(decoder))
    else if (type === FRAME.close) this.close(TRY_AGAIN, decoding.readVarString(decoder))
  }

  #tellAuth(decoder: decoding.Decoder): void {
    if (decoding.readVarUint(decoder) !== DENIED) return
    const code = decoding.readVarString(decoder)
    this.close(closeCodeOf(code), code)
  }

  #tellStateless(payload: string): void {
    const message = parseServerMessage(payload)
    if (message?.kind === 'refused') this.close(REFUSED, message.code)
  }
}

const SYNC = new Uint8Array([PLAIN.sync])

function tokenFrame(name: Uint8Array, token: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeUint8Array(encoder, name)
    encoding.writeVarUint(encoder, FRAME.auth)
    encoding.writeVarUint(encoder, TOKEN)
    encoding.writeVarString(encoder, token)
  })
}

function closeCodeOf(code: string): number {
  if (PASSING.has(code)) return TRY_AGAIN
  return ABOUT_TOKENS.has(code) ? UNAUTHENTICATED : FORBIDDEN
}
