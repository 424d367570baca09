import { type Attachment, type ClockPairs, Clocks, DocketError, type TransportConnection } from '@docket/core'
import * as Y from 'yjs'
import type { Rejection } from '../gate/judgement.ts'
import type { Exchange } from './document-desk.ts'
import { type PieceLimits, updatePieces } from './update-pieces.ts'

/** Why one of the two servers will never take what the other has; undefined where it has taken it. */
export interface Synced {
  readonly up: Rejection | undefined
  readonly down: Rejection | undefined
}

export interface UpstreamDocumentOptions {
  readonly name: string
  readonly connection: Pick<TransportConnection, 'attach'>
  /** What this server has of the document, and takes of it. */
  exchange(stateVector: Uint8Array): Promise<Exchange>
  adopt(update: Uint8Array): Promise<Rejection | undefined>
  /** The central server has told of more since the two were compared. */
  onLate(): void
  readonly limits: PieceLimits
}

/** The central server does not let this one in now, or the connection is to end; it is tried again. */
export class UpstreamInterruptedError extends DocketError {
  constructor(code: string, reason: string) {
    super(code, reason)
  }
}

/** Why a server refuses one document; anything else is about the connection and passes. */
const OF_DOCUMENT: ReadonlySet<string> = new Set(['entity_unknown', 'document_corrupt', 'document_unreadable'])

/**
 * What is known of the central server's copy of one document; kept, it need not be sent again. Brings the two servers'
 * copies in step, in both directions.
 */
export class UpstreamDocument {
  readonly #options: UpstreamDocumentOptions
  readonly #copy = new Y.Doc()
  /** Stays open, because another node of the central server may have told this one's less than it knew. */
  #session: Session | undefined

  constructor(options: UpstreamDocumentOptions) {
    this.#options = options
  }

  /**
   * Resolves when the central server has committed what this one had of the document, and this one what that one had.
   *
   * @throws UpstreamInterruptedError, and what the document's desk throws
   */
  async sync(signal: AbortSignal): Promise<Synced> {
    const { exchange, limits } = this.#options
    const local = await exchange(Y.encodeStateVector(this.#copy))
    // What is short goes up with the handshake, in one update.
    if (local.update !== undefined && local.update.byteLength <= limits.bytes / 2) this.#take(local.update)
    this.#session?.close()
    const session = new Session(this.#options, this.#copy, signal)
    this.#session = session
    const refused = await session.opened()
    if (refused !== undefined) return { up: refused, down: refused }
    session.tellOfMore(this.#options.onLate)
    const down = await this.#bring(local.committed)
    return { down, up: await this.#forward(session) }
  }

  /** It is not kept any longer. */
  close(): void {
    this.#session?.close()
  }

  async #bring(known: ClockPairs): Promise<Rejection | undefined> {
    const { adopt, limits } = this.#options
    for (const piece of updatePieces(this.#copy, Y.encodeStateVector(new Map(known)), limits)) {
      const refused = await adopt(piece)
      if (refused !== undefined) return refused
    }
    return undefined
  }

  async #forward(session: Session): Promise<Rejection | undefined> {
    const { exchange, limits } = this.#options
    const before = Y.encodeStateVector(this.#copy)
    const { update, committed } = await exchange(before)
    if (update !== undefined) {
      const whole = new Y.Doc()
      Y.applyUpdate(whole, Y.encodeStateAsUpdate(this.#copy))
      Y.applyUpdate(whole, update)
      for (const piece of updatePieces(whole, before, limits)) {
        this.#take(piece)
        const refused = await session.has([...Y.decodeStateVector(Y.encodeStateVector(this.#copy))])
        if (refused !== undefined) return refused
      }
    }
    return session.has(committed)
  }

  #take(update: Uint8Array): void {
    Y.applyUpdate(this.#copy, update)
  }
}

/** One document on the connection to the central server. */
class Session {
  readonly #committed = new Clocks()
  readonly #attachment: Attachment
  readonly #copy: Y.Doc
  readonly #signal: AbortSignal
  #onMore: (() => void) | undefined
  #isSynced = false
  #refused: Rejection | undefined
  #interrupted: Error | undefined
  #look: (() => void) | undefined

  constructor({ connection, name }: UpstreamDocumentOptions, copy: Y.Doc, signal: AbortSignal) {
    this.#copy = copy
    copy.on('update', this.#came)
    this.#signal = signal
    signal.addEventListener('abort', this.#changed)
    const changed = this.#changed
    this.#attachment = connection.attach(name, copy, {
      generation: 0,
      onSynced: () => {
        this.#isSynced = true
        changed()
      },
      onCommitted: (clocks) => {
        this.#committed.cover(clocks)
        changed()
      },
      onRefused: ({ code, message }) => {
        if (OF_DOCUMENT.has(code)) this.#refused = { code, reason: message }
        else this.#interrupted = new UpstreamInterruptedError(code, message)
        changed()
      },
      onUpdateRefused: ({ code, message }) => {
        this.#refused = { code, reason: message }
        changed()
      },
      onCheckpoint: () => undefined,
    })
  }

  /** Resolves when this side has what the central server had; with a reason when it will not have the document. */
  opened(): Promise<Rejection | undefined> {
    return this.#until(
      () => this.#isSynced || (this.#refused !== undefined && OF_DOCUMENT.has(this.#refused.code)),
    ).then(() => (this.#isSynced ? undefined : this.#refused))
  }

  /** Resolves when the central server has committed this much; with a reason when it refuses it. */
  has(clocks: ClockPairs): Promise<Rejection | undefined> {
    const isThere = (): boolean => clocks.every(([client, clock]) => this.#committed.clockOf(client) >= clock)
    return this.#until(() => isThere() || this.#refused !== undefined).then(() =>
      isThere() ? undefined : this.#refused,
    )
  }

  /** From now on until it is closed. */
  tellOfMore(onMore: () => void): void {
    this.#onMore = onMore
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#changed)
    this.#copy.off('update', this.#came)
    this.#attachment.detach()
  }

  /** What comes from a server is committed there. */
  readonly #came = (update: Uint8Array, origin: unknown): void => {
    if (!this.#attachment.owns(origin)) return
    this.#committed.cover(Y.parseUpdateMeta(update).to)
    this.#changed()
    this.#onMore?.()
  }

  readonly #changed = (): void => this.#look?.()

  #until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        if (isSo()) resolve()
        else if (this.#interrupted !== undefined) reject(this.#interrupted)
        else if (this.#signal.aborted)
          reject(new UpstreamInterruptedError('upstream_interrupted', 'The server is ending'))
      }
      this.#look()
    })
  }
}
