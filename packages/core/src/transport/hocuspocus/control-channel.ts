import * as decoding from 'lib0/decoding'
import type { WallClock } from '../../clock/wall-clock.ts'
import { documentName, parseDocumentName } from '../../event/document-name.ts'
import { type ClientMessage, parseServerMessage } from '../messages.ts'
import { SYNC } from '../sync-steps.ts'
import type { RefusedError, TransportHost } from '../transport.ts'
import { statelessFrame, syncFrame, tokenFrame } from './frames.ts'
import { AUTH, TYPE } from './protocol.ts'
import { refusalOf } from './refusal.ts'
import type { Channel, SyncSocket } from './sync-socket.ts'

const EMPTY_STATE_VECTOR = new Uint8Array([0])

/** The control document: whether we are let in, the server's time, summaries and troubles. */
export class ControlChannel implements Channel {
  readonly address: string
  readonly #socket: SyncSocket
  readonly #host: TransportHost
  readonly #clock: WallClock

  constructor(socket: SyncSocket, address: string, host: TransportHost, clock: WallClock) {
    this.address = address
    this.#socket = socket
    this.#host = host
    this.#clock = clock
    socket.attach(this)
  }

  open(token: string): void {
    this.#socket.send(tokenFrame(this.address, token))
  }

  hear(type: number, content: decoding.Decoder): void {
    if (type === TYPE.stateless) this.#hearStateless(decoding.readVarString(content))
    if (type !== TYPE.auth) return
    const answer = decoding.readVarUint(content)
    if (answer === AUTH.denied) this.#socket.refused(refusalOf(decoding.readVarString(content)))
    if (answer === AUTH.authenticated) this.#authenticated()
  }

  refused(error: RefusedError): void {
    this.#host.onConnection('refused', error)
  }

  /** @param isSilent no server of Docket's: what any Hocuspocus server answers is asked too */
  ask(isSilent: boolean): void {
    this.#say({ kind: 'time', sentMs: this.#clock.now() })
    if (isSilent) this.#socket.send(syncFrame(this.address, SYNC.step1, EMPTY_STATE_VECTOR))
  }

  askForCheckpoint(name: string): void {
    const document = parseDocumentName(name)
    if (document !== undefined) this.#say({ kind: 'checkpoint', entity: document.entity, id: document.id })
  }

  #authenticated(): void {
    this.#socket.accepted()
    this.#host.onConnection('online')
    this.ask(false)
    this.#say({ kind: 'summaries', after: this.#host.summariesAfter() })
  }

  #hearStateless(payload: string): void {
    const message = parseServerMessage(payload)
    if (message?.kind === 'time') this.#host.onServerTime({ ...message, receivedMs: this.#clock.now() })
    if (message?.kind === 'delayed') this.#host.onDelayed(message.delayed)
    if (message?.kind === 'summaries') this.#host.onSummaries(message.rows, message.cursor)
    if (message?.kind === 'checkpoint') {
      const name = documentName({ tenant: this.#host.tenant, entity: message.entity, id: message.id })
      this.#host.onCheckpoint(name, message.checkpoint ?? undefined)
    }
  }

  #say(message: ClientMessage): void {
    this.#socket.send(statelessFrame(this.address, JSON.stringify(message)))
  }
}
