import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import type { ClockPairs } from '../../document/clocks.ts'
import { isEmptyUpdate } from '../../document/is-empty-update.ts'
import { missingUpdate } from '../../document/missing-update.ts'
import { parseServerMessage } from '../messages.ts'
import { Retries } from '../retries.ts'
import { SYNC } from '../sync-steps.ts'
import { type Attachment, type DocumentHost, RefusedError } from '../transport.ts'
import { closeFrame, syncFrame, tokenFrame } from './frames.ts'
import { AUTH, TYPE } from './protocol.ts'
import { refusalOf } from './refusal.ts'
import type { Channel, SyncSocket } from './sync-socket.ts'

const LAST_RETRY_MS = 10_000
/** Why a server refuses a document that it will let in later, on the same connection. */
const PASSING: ReadonlySet<string> = new Set(['database_unreachable'])

/** Keeps one document in step with the server's. */
export class DocumentChannel implements Channel, Attachment {
  readonly address: string
  readonly #socket: SyncSocket
  readonly #doc: Y.Doc
  readonly #host: DocumentHost
  readonly #retries: Retries
  #token = ''
  /** The server has been told all that the document had: from here on each update is sent as it is made. */
  #hasAnswered = false
  /** What is committed, until what the server had is here: its verdicts say which of it is rejected. */
  #untold: ClockPairs[] | undefined = []
  /** It has said what is committed: a Docket server, which gives a reason for each refusal. */
  #givesReasons = false

  constructor(socket: SyncSocket, address: string, doc: Y.Doc, host: DocumentHost) {
    this.address = address
    this.#socket = socket
    this.#doc = doc
    this.#host = host
    // The server has forgotten that we asked: ask as on a new connection.
    this.#retries = new Retries(LAST_RETRY_MS, () => this.open(this.#token))
    doc.on('update', this.#send)
    socket.attach(this)
  }

  owns(origin: unknown): boolean {
    return origin === this
  }

  detach(): void {
    this.#retries.stop()
    this.#doc.off('update', this.#send)
    this.#socket.send(closeFrame(this.address))
    this.#socket.detach(this)
  }

  open(token: string): void {
    this.#retries.stop()
    this.#token = token
    this.#hasAnswered = false
    this.#givesReasons = false
    this.#untold = []
    this.#socket.send(tokenFrame(this.address, token))
    this.#socket.send(syncFrame(this.address, SYNC.step1, Y.encodeStateVector(this.#doc)))
  }

  hear(type: number, content: decoding.Decoder): void {
    if (type === TYPE.sync) this.#hearSync(decoding.readVarUint(content), decoding.readVarUint8Array(content))
    else if (type === TYPE.syncStatus) this.#hearStatus(decoding.readVarUint(content) === 1)
    else if (type === TYPE.stateless) this.#hearStateless(decoding.readVarString(content))
    else if (type === TYPE.close) this.#closed()
    else if (type === TYPE.auth && decoding.readVarUint(content) === AUTH.denied) {
      const error = refusalOf(decoding.readVarString(content))
      this.#host.onRefused(error)
      if (PASSING.has(error.code)) this.#closed()
    }
  }

  refused(error: RefusedError): void {
    this.#host.onRefused(error)
  }

  readonly #send = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && this.#hasAnswered) this.#socket.send(syncFrame(this.address, SYNC.update, update))
  }

  #hearSync(kind: number, content: Uint8Array): void {
    if (kind === SYNC.step1) {
      this.#hasAnswered = true
      // What it asks from is committed; some of it may have become so since it said what is.
      if (this.#givesReasons) this.#committed([...Y.decodeStateVector(content)])
      this.#socket.send(syncFrame(this.address, SYNC.step2, missingUpdate(this.#doc, content)))
      return
    }
    // What the server has is on its way, and this with it: without what came before, Yjs would show an event and keep back
    // the verdict on it.
    if (kind === SYNC.update && this.#untold !== undefined) return
    if (!isEmptyUpdate(content)) Y.applyUpdate(this.#doc, content, this)
    if (kind === SYNC.step2) this.#synced()
  }

  #synced(): void {
    const untold = this.#untold ?? []
    this.#untold = undefined
    for (const committed of untold) this.#host.onCommitted(committed)
    this.#host.onSynced()
  }

  #committed(committed: ClockPairs): void {
    if (this.#untold === undefined) this.#host.onCommitted(committed)
    else this.#untold.push(committed)
  }

  /** Another server than Docket's acknowledges negatively what it will never take, and that is all that it says. */
  #hearStatus(isTaken: boolean): void {
    if (isTaken) this.#retries.reset()
    else if (!this.#givesReasons)
      this.#host.onUpdateRefused(
        new RefusedError('update_refused', 'The server does not take the document, and does not say why'),
      )
  }

  #hearStateless(payload: string): void {
    const message = parseServerMessage(payload)
    if (message?.kind === 'committed') {
      this.#givesReasons = true
      this.#committed(message.clocks)
    }
    if (message?.kind === 'refused') this.#host.onUpdateRefused(new RefusedError(message.code, message.reason))
  }

  /** The connection goes on without this document. */
  #closed(): void {
    this.#hasAnswered = false
    this.#retries.soon()
  }
}
