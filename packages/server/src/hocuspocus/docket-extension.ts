import {
  type Checkpoint,
  type DocumentAddress,
  type Entity,
  parseDocumentName,
  RESERVED_ENTITY,
  type ServerMessage,
  type SummaryRow,
} from '@docket/core'
import type {
  afterHandleMessagePayload,
  beforeHandleAwarenessPayload,
  beforeSyncPayload,
  Connection,
  connectedPayload,
  Extension,
  onAuthenticatePayload,
  onLoadDocumentPayload,
  onStatelessPayload,
} from '@hocuspocus/server'
import * as Y from 'yjs'
import type { Principal } from '../auth/principal.ts'
import { whenExpired } from '../auth/when-expired.ts'
import type { Breach } from '../gate/judgement.ts'
import type { Limits } from '../gate/limits.ts'
import type { CommitDelay } from '../ledger/commit-delay.ts'
import { isUnreachable } from '../ledger/database-unreachable.ts'
import { AwarenessOwners } from './awareness-limits.ts'
import type { CommitBudget } from './commit-budget.ts'
import { CommittedNotices } from './committed-notices.ts'
import { ControlConnection, judgeControlUpdate } from './control-connection.ts'
import type { DocumentActors } from './document-actors.ts'
import { DocumentCorruptError } from './document-corrupt-error.ts'
import { DocumentLane } from './document-lane.ts'
import { Refusal } from './refusal.ts'
import type { ServedSockets } from './served-sockets.ts'
import type { SummaryFeed } from './summary-feed.ts'

/** What the extension needs of the rest of the server. */
export interface ExtensionOptions {
  readonly actors: DocumentActors
  readonly entities: ReadonlyMap<string, Entity>
  readonly feed: SummaryFeed
  readonly now: () => number
  follow(tenant: string): Promise<() => void>
  readonly limits: Limits
  readonly sockets: ServedSockets
  readonly budget: CommitBudget
  readonly delay: Pick<CommitDelay, 'isDelayed' | 'subscribe'>
  verify(token: string): Promise<Principal>
  summariesSince(tenant: string, after: number, limit: number): Promise<readonly SummaryRow[]>
  checkpoint(address: DocumentAddress): Promise<Checkpoint | undefined>
  onBreach(breach: Breach, documentName: string, principal: Principal): void
  onError(error: unknown, documentName: string): void
}

interface Context {
  readonly principal: Principal
  readonly address: DocumentAddress
}

const SYNC_STEP_1 = 0
/** WebSocket close codes: try again later; the token has expired. */
const TRY_AGAIN = 1013
const TOKEN_EXPIRED = 4401

/**
 * Docket as an extension of Hocuspocus: who may open what, what a document holds, and where its updates go, which is not
 * to Hocuspocus.
 */
export class DocketExtension implements Extension<Context> {
  readonly extensionName = 'docket'
  readonly #options: ExtensionOptions
  readonly #notices = new CommittedNotices()
  readonly #awareness: AwarenessOwners
  readonly #controls = new WeakMap<Connection, ControlConnection>()

  constructor(options: ExtensionOptions) {
    this.#options = options
    this.#awareness = new AwarenessOwners(options.limits)
  }

  async onAuthenticate({ token, documentName, request }: onAuthenticatePayload<Context>): Promise<Context> {
    const address = parseDocumentName(documentName)
    if (address === undefined) throw new Refusal('document_name_invalid')
    const principal = await this.#options.verify(token).catch((error: unknown) => {
      const code = codeOf(error) ?? 'token_invalid'
      throw new Refusal(this.#options.sockets.get(request)?.intake.tokenRefused(code) ?? code)
    })
    if (principal.tenant !== address.tenant) throw new Refusal('tenant_mismatch')
    if (!isControl(address) && !this.#options.entities.has(address.entity)) throw new Refusal('entity_unknown')
    return { principal, address }
  }

  async onLoadDocument({ document, documentName }: onLoadDocumentPayload<Context>): Promise<void> {
    const address = parseDocumentName(documentName)
    const entity = this.#options.entities.get(address?.entity ?? '')
    if (address === undefined || entity === undefined) return
    await this.#options.actors.open(document, address, entity).catch((error: unknown) => {
      // Hocuspocus forgets it without ending it, and its awareness has a timer that keeps it for ever.
      document.destroy()
      this.#options.onError(error, documentName)
      if (error instanceof DocumentCorruptError) throw new Refusal(error.code)
      throw new Refusal(isUnreachable(error) ? 'database_unreachable' : 'document_unreadable')
    })
  }

  async connected({ connection, context }: connectedPayload<Context>): Promise<void> {
    const { webSocket, messageAddress, document } = connection
    if (document.isDestroyed) {
      // Hocuspocus was just unloading it: nothing that is committed would reach it any more.
      webSocket.close(TRY_AGAIN, 'document_unloaded')
      return
    }
    this.#closeWhenExpired(connection, context.principal)
    const lanes = this.#options.sockets.get(webSocket)?.lanes
    connection.onClose(() => lanes?.close(messageAddress))
    lanes?.open(messageAddress, this.#laneOf(connection, context))
    if (isControl(context.address)) return
    const clocks = [...Y.decodeStateVector(Y.encodeStateVector(document))]
    say(connection, { kind: 'committed', clocks })
  }

  /** Updates are taken from their frames before Hocuspocus sees them; whatever comes here has not been judged. */
  async beforeSync({ type }: beforeSyncPayload<Context>): Promise<void> {
    if (type !== SYNC_STEP_1) throw new Refusal('frame_malformed')
  }

  async beforeHandleAwareness(payload: beforeHandleAwarenessPayload<Context>): Promise<void> {
    this.#awareness.restrict(payload)
  }

  async afterHandleMessage({ connection, update }: afterHandleMessagePayload<Context>): Promise<void> {
    this.#options.sockets.get(connection.webSocket)?.intake.handled(update)
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

  #laneOf(connection: Connection, { principal }: Context): DocumentLane {
    const { webSocket, document } = connection
    const { sockets, budget, onBreach, onError } = this.#options
    const actor = this.#options.actors.of(document)
    return new DocumentLane({
      connection,
      principal,
      budget,
      notices: this.#notices,
      submit: (submission) => (actor === undefined ? judgeControlUpdate(submission) : actor.submit(submission)),
      onBreach(breach) {
        if (sockets.get(webSocket)?.intake.breached() !== false) onBreach(breach, document.name, principal)
      },
      onFailure(error) {
        onError(error, document.name)
        webSocket.close(TRY_AGAIN, 'commit_failed')
      },
    })
  }

  #controlOf(connection: Connection, tenant: string): ControlConnection {
    const known = this.#controls.get(connection)
    if (known !== undefined) return known
    const { feed, follow, delay, now, summariesSince, checkpoint, onError } = this.#options
    const control = new ControlConnection({
      tenant,
      feed,
      follow: () => follow(tenant),
      delay,
      now,
      send: (message) => say(connection, message),
      checkpoint,
      summariesSince: (after, limit) => summariesSince(tenant, after, limit),
      onError: (error) => onError(error, connection.document.name),
    })
    connection.onClose(() => control.close())
    this.#controls.set(connection, control)
    return control
  }

  /** A sign-in that has expired neither reads nor writes: the client connects again with a fresh token. */
  #closeWhenExpired(connection: Connection, principal: Principal): void {
    const close = (): void => connection.webSocket.close(TOKEN_EXPIRED, 'token_expired')
    connection.onClose(whenExpired(principal, this.#options.now(), close))
  }
}

function isControl({ entity }: DocumentAddress): boolean {
  return entity === RESERVED_ENTITY
}

function say(connection: Connection, message: ServerMessage): void {
  connection.sendStateless(JSON.stringify(message))
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
