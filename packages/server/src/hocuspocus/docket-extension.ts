import {
  type DocumentAddress,
  parseDocumentName,
  RESERVED_ENTITY,
  type ServerMessage,
  type SummaryRow,
} from '@docket/core'
import type {
  afterHandleMessagePayload,
  beforeHandleAwarenessPayload,
  beforeHandleMessagePayload,
  beforeSyncPayload,
  Connection,
  connectedPayload,
  Extension,
  onAuthenticatePayload,
  onLoadDocumentPayload,
  onStatelessPayload,
} from '@hocuspocus/server'
import { OutgoingMessage } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { Principal } from '../auth/principal.ts'
import type { Breach } from '../gate/judgement.ts'
import type { Limits } from '../gate/limits.ts'
import type { CommitDelay } from '../ledger/commit-delay.ts'
import { isUnreachable } from '../ledger/database-unreachable.ts'
import { AwarenessOwners } from './awareness-limits.ts'
import { CommittedNotices } from './committed-notices.ts'
import { ControlConnection, judgeControlUpdate } from './control-connection.ts'
import type { Outcome } from './document-actor.ts'
import { DocumentActors, type DocumentActorsOptions } from './document-actors.ts'
import type { EarlySubmissions } from './early-submissions.ts'
import { Handshake } from './handshake.ts'
import { Refusal } from './refusal.ts'
import type { SocketIntakes } from './socket-intakes.ts'

/** What the extension needs of the rest of the server. */
export interface ExtensionOptions extends DocumentActorsOptions {
  readonly limits: Limits
  readonly intakes: SocketIntakes
  readonly delay: Pick<CommitDelay, 'isDelayed' | 'subscribe'>
  verify(token: string): Promise<Principal>
  summariesSince(tenant: string, after: number, limit: number): Promise<readonly SummaryRow[]>
  onBreach(breach: Breach, documentName: string, principal: Principal): void
  onError(error: unknown, documentName: string): void
}

interface Context {
  readonly principal: Principal
  readonly address: DocumentAddress
}

const SYNC_STEP_1 = 0
const SYNC_STEP_2 = 1
/** WebSocket close codes: try again later; the token has expired. */
const TRY_AGAIN = 1013
const TOKEN_EXPIRED = 4401
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Docket as an extension of Hocuspocus: authenticate, load, and judge and commit before anything is applied. */
export class DocketExtension implements Extension<Context> {
  readonly extensionName = 'docket'
  readonly #options: ExtensionOptions
  readonly #early: EarlySubmissions
  readonly #actors: DocumentActors
  readonly #notices = new CommittedNotices()
  readonly #awareness: AwarenessOwners
  readonly #controls = new WeakMap<Connection, ControlConnection>()
  readonly #handshakes = new WeakMap<Connection, Handshake>()
  /** The frame that each connection handles now. */
  readonly #frames = new WeakMap<Connection, Uint8Array>()
  /** Why the update that a connection handles now is refused. */
  readonly #refusals = new WeakMap<Connection, ServerMessage>()

  constructor(options: ExtensionOptions, early: EarlySubmissions) {
    this.#options = options
    this.#early = early
    this.#actors = new DocumentActors(options)
    this.#awareness = new AwarenessOwners(options.limits)
  }

  async onAuthenticate({ token, documentName }: onAuthenticatePayload<Context>): Promise<Context> {
    const address = parseDocumentName(documentName)
    if (address === undefined) throw new Refusal('document_name_invalid')
    const principal = await this.#options.verify(token).catch((error: unknown) => {
      throw new Refusal(codeOf(error) ?? 'token_invalid')
    })
    if (principal.tenant !== address.tenant) throw new Refusal('tenant_mismatch')
    if (!isControl(address) && !this.#options.entities.has(address.entity)) throw new Refusal('entity_unknown')
    return { principal, address }
  }

  async onLoadDocument({ document, documentName }: onLoadDocumentPayload<Context>): Promise<void> {
    const address = parseDocumentName(documentName)
    const entity = this.#options.entities.get(address?.entity ?? '')
    if (address === undefined || entity === undefined) return
    await this.#actors.open(document, address, entity).catch((error: unknown) => {
      this.#options.onError(error, documentName)
      throw new Refusal(isUnreachable(error) ? 'database_unreachable' : 'document_unreadable')
    })
  }

  async connected({ connection, context }: connectedPayload<Context>): Promise<void> {
    const { webSocket, messageAddress, document } = connection
    this.#closeWhenExpired(connection, context.principal)
    connection.onClose(() => this.#early.closed(webSocket, messageAddress))
    this.#early.opened(webSocket, messageAddress, (update) => this.#submit(update, connection, context))
    if (isControl(context.address)) return
    const clocks = [...Y.decodeStateVector(Y.encodeStateVector(document))]
    say(connection, { kind: 'committed', clocks })
  }

  async beforeHandleMessage({ connection, update }: beforeHandleMessagePayload<Context>): Promise<void> {
    this.#frames.set(connection, update)
  }

  async beforeSync({ type, payload, connection, context }: beforeSyncPayload<Context>): Promise<void> {
    const handshake = this.#handshakeOf(connection)
    if (type === SYNC_STEP_1) {
      handshake.asked()
      return
    }
    const { webSocket, messageAddress } = connection
    const frame = this.#frames.get(connection)
    const outcome = await this.#early
      .take(webSocket, messageAddress, frame, () => this.#submit(payload, connection, context))
      .catch((error: unknown) => {
        this.#options.onError(error, connection.document.name)
        webSocket.close(TRY_AGAIN, 'commit_failed')
        throw new Refusal('commit_failed')
      })
    if (type === SYNC_STEP_2) handshake.answered(outcome)
    if (outcome.kind === 'committed') return this.#notices.note(connection, outcome.clocks)
    // Hocuspocus applies nothing of a read-only connection, and tells it so; the connection lives on.
    connection.readOnly = true
    if (handshake.excuses(outcome)) return
    if (this.#options.intakes.get(webSocket)?.breached() !== false) {
      this.#options.onBreach(outcome, connection.document.name, context.principal)
    }
    this.#refusals.set(connection, { kind: 'refused', code: outcome.code, reason: outcome.reason })
  }

  async beforeHandleAwareness(payload: beforeHandleAwarenessPayload<Context>): Promise<void> {
    this.#awareness.restrict(payload)
  }

  async afterHandleMessage({ connection, update }: afterHandleMessagePayload<Context>): Promise<void> {
    this.#options.intakes.get(connection.webSocket)?.handled(update)
    connection.readOnly = false
    this.#handshakeOf(connection).acknowledgeOwed()
    const refusal = this.#refusals.get(connection)
    if (refusal === undefined) return
    this.#refusals.delete(connection)
    say(connection, refusal)
  }

  async onStateless({ connection, payload }: onStatelessPayload): Promise<void> {
    // An error here would end the process.
    try {
      const { address } = connection.context as Context
      if (isControl(address)) await this.#controlOf(connection, address.tenant).hear(payload)
    } catch (error) {
      this.#options.onError(error, connection.document.name)
    }
  }

  #submit(update: Uint8Array, connection: Connection, { principal }: Context): Promise<Outcome> {
    const actor = this.#actors.of(connection.document)
    return actor === undefined ? Promise.resolve(judgeControlUpdate(update)) : actor.submit(update, principal)
  }

  #handshakeOf(connection: Connection): Handshake {
    const known = this.#handshakes.get(connection)
    if (known !== undefined) return known
    const handshake = new Handshake(() => acknowledge(connection))
    this.#handshakes.set(connection, handshake)
    return handshake
  }

  #controlOf(connection: Connection, tenant: string): ControlConnection {
    const known = this.#controls.get(connection)
    if (known !== undefined) return known
    const { feed, delay, now, summariesSince, onError } = this.#options
    const control = new ControlConnection({
      tenant,
      feed,
      delay,
      now,
      send: (message) => say(connection, message),
      summariesSince: (after, limit) => summariesSince(tenant, after, limit),
      onError: (error) => onError(error, connection.document.name),
    })
    connection.onClose(() => control.close())
    this.#controls.set(connection, control)
    return control
  }

  /** A sign-in that has expired neither reads nor writes: the client connects again with a fresh token. */
  #closeWhenExpired(connection: Connection, { expiresAtMs }: Principal): void {
    const ms = Math.min(expiresAtMs - this.#options.now(), LONGEST_TIMER_MS)
    const timer = setTimeout(() => connection.webSocket.close(TOKEN_EXPIRED, 'token_expired'), ms)
    timer.unref()
    connection.onClose(() => clearTimeout(timer))
  }
}

function isControl({ entity }: DocumentAddress): boolean {
  return entity === RESERVED_ENTITY
}

function say(connection: Connection, message: ServerMessage): void {
  connection.sendStateless(JSON.stringify(message))
}

function acknowledge(connection: Connection): void {
  connection.send(new OutgoingMessage(connection.messageAddress).writeSyncStatus(true).toUint8Array())
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
