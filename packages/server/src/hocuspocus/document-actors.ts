import { type DocumentAddress, documentName, type Entity } from '@docket/core'
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { GateLimits } from '../gate/limits.ts'
import type { JudgeByRules } from '../gate/rules-by-entity.ts'
import type { CheckpointHead, MadeCheckpoint } from '../ledger/checkpoints.ts'
import type { CommitReceipt, DocumentCommit, PendingCommit } from '../ledger/commit.ts'
import type { LiveDocument } from '../ledger/write-snapshot.ts'
import type { DocumentNews } from '../notifications/notifications.ts'
import { CheckpointWatch } from './checkpoint-watch.ts'
import { DocumentActor } from './document-actor.ts'
import type { DocumentCorruptError } from './document-corrupt-error.ts'
import type { DocumentReader, ReadDocument } from './read-document.ts'
import { isDueAtClose, isDueWhileOpen } from './snapshot-due.ts'
import type { SnapshotQueue } from './snapshot-queue.ts'

export interface DocumentActorsOptions {
  readonly entities: ReadonlyMap<string, Entity>
  /** The application's rules, by entity. */
  readonly rules: ReadonlyMap<string, JudgeByRules>
  readonly limits: GateLimits
  readonly snapshots: Pick<SnapshotQueue<LiveDocument>, 'request'>
  readonly checkpoints: Pick<SnapshotQueue<MadeCheckpoint>, 'request'>
  /** A checkpoint is due when more events than this are not covered. */
  readonly eventsPerCheckpoint: number
  checkpointHead(address: DocumentAddress): Promise<CheckpointHead | undefined>
  readonly now: () => number
  readonly reader: DocumentReader
  /** Begins to hear of what other nodes commit of a tenant; the returned function ends it. */
  follow(tenant: string): Promise<() => void>
  commit(commit: PendingCommit): Promise<CommitReceipt>
  onError(error: unknown, documentName: string): void
  /** A document could be opened although its snapshot is damaged. */
  onDamage(error: DocumentCorruptError): void
}

/** What of a document no snapshot covers, while it is open. */
interface Tail {
  grew(commit: DocumentCommit): void
  /** It has more than what it was read from and what was committed here. */
  caughtUp(): void
}

/** The actors of the documents that Hocuspocus has open. */
export class DocumentActors {
  readonly #options: DocumentActorsOptions
  readonly #actors = new WeakMap<Document, DocumentActor>()
  readonly #open = new Map<string, DocumentActor>()
  /** Those that are being opened; what comes of them meanwhile is read afterwards. */
  readonly #opening = new Map<string, { isBehind: boolean }>()
  /** By name: commits that may outlive the document that they were judged against. */
  readonly #inFlight = new Map<string, Set<Promise<unknown>>>()

  constructor(options: DocumentActorsOptions) {
    this.#options = options
  }

  /**
   * Fills an empty document from Postgres. One that cannot be read back is refused: it is neither served in part nor
   * written to.
   */
  async open(document: Document, address: DocumentAddress, entity: Entity): Promise<void> {
    const unfollow = await this.#options.follow(address.tenant)
    const opening = { isBehind: false }
    this.#opening.set(document.name, opening)
    try {
      const actor = await this.#load(document, address, entity)
      document.once('destroy', () => {
        if (this.#open.get(document.name) === actor) this.#open.delete(document.name)
        unfollow()
      })
      this.#open.set(document.name, actor)
      if (opening.isBehind) actor.hear(undefined, [])
    } catch (error) {
      unfollow()
      throw error
    } finally {
      this.#opening.delete(document.name)
    }
  }

  /** Another node has appended to a document. */
  hear(tenant: string, { entity, id, knownEvents, updates }: DocumentNews): void {
    const name = documentName({ tenant, entity, id })
    const opening = this.#opening.get(name)
    if (opening !== undefined) opening.isBehind = true
    this.#open.get(name)?.hear(knownEvents, updates)
  }

  async #load(document: Document, address: DocumentAddress, entity: Entity): Promise<DocumentActor> {
    const { limits, rules, now, reader, onError, onDamage } = this.#options
    // Otherwise what is being committed right now would be missing here and present in Postgres.
    await Promise.allSettled([...(this.#inFlight.get(document.name) ?? [])])
    const read = await reader.read(address, document)
    if (read.damage !== undefined) onDamage(read.damage)
    const tail = this.#watchTail(document, address, read)
    let { no } = read
    const actor = new DocumentActor({
      address,
      entity,
      doc: document,
      limits,
      rules: rules.get(entity.name),
      now,
      commit: (pending) =>
        this.#track(
          document.name,
          this.#commit(pending, (commit) => {
            tail.grew(commit)
            checkpoints.grew(commit.events.map(({ event }) => event))
            checkpoints.changed(
              (commit.records ?? []).flatMap(({ events }) => events.flatMap(({ event }) => event.ref ?? [])),
            )
          }),
        ),
      readNew: async () => {
        const last = await reader.readAfter(address, no)
        no = last.no
        return last.updates
      },
      onForeign(events) {
        tail.caughtUp()
        checkpoints.grew(events)
      },
      onError: (error) => onError(error, document.name),
    })
    this.#actors.set(document, actor)
    const checkpoints = new CheckpointWatch({
      actor,
      events: read.events,
      every: this.#options.eventsPerCheckpoint,
      head: () => this.#options.checkpointHead(address),
      request: (checkpoint) => this.#options.checkpoints.request(address, checkpoint),
      onError: (error) => onError(error, document.name),
    })
    document.once('destroy', () => checkpoints.close())
    return actor
  }

  /** @param onWritten is told what it was when it is written */
  async #commit(
    { take, ...pending }: PendingCommit,
    onWritten: (commit: DocumentCommit) => void,
  ): Promise<CommitReceipt> {
    let taken: DocumentCommit | undefined
    const receipt = await this.#options.commit({
      ...pending,
      take() {
        taken = take()
        return taken
      },
    })
    if (taken !== undefined) onWritten(taken)
    return receipt
  }

  of(document: Document): DocumentActor | undefined {
    return this.#actors.get(document)
  }

  /** Asks for snapshots, when a document is left or has become long. */
  #watchTail(document: Document, address: DocumentAddress, read: ReadDocument): Tail {
    const { snapshots } = this.#options
    const { from, damage } = read
    let { tail: updates, events, rows } = read
    let isLive = damage === undefined
    if (!isLive) snapshots.request(address)
    const isWhole = (): boolean => isLive && !this.#inFlight.has(document.name)
    const live = (): LiveDocument => ({ data: Y.encodeStateAsUpdate(document), from, rows })
    document.once('destroy', () => {
      if (isDueAtClose({ updates, events })) snapshots.request(address, isWhole() ? live() : undefined)
    })
    return {
      grew(commit) {
        rows++
        updates += commit.updates.length
        events += commit.events.length
        if (!isDueWhileOpen({ updates, events })) return
        // When it is applied; and if more is on its way by then, next time.
        setImmediate(() => {
          if (!isWhole() || !isDueWhileOpen({ updates, events })) return
          snapshots.request(address, live())
          updates = 0
        })
      },
      caughtUp() {
        isLive = false
      },
    }
  }

  #track<T>(name: string, commit: Promise<T>): Promise<T> {
    const commits = this.#inFlight.get(name) ?? new Set()
    this.#inFlight.set(name, commits.add(commit))
    const settle = (): void => {
      commits.delete(commit)
      if (commits.size === 0) this.#inFlight.delete(name)
    }
    commit.then(settle, settle)
    return commit
  }
}
