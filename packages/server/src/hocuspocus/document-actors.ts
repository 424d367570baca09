import type { DocumentAddress, Entity, SummaryRow } from '@docket/core'
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { GateLimits } from '../gate/limits.ts'
import type { JudgeByRules } from '../gate/rules-by-entity.ts'
import type { CheckpointHead, MadeCheckpoint } from '../ledger/checkpoints.ts'
import type { CommitReceipt, DocumentCommit, PendingCommit } from '../ledger/commit.ts'
import type { LiveDocument } from '../ledger/write-snapshot.ts'
import { CheckpointWatch } from './checkpoint-watch.ts'
import { DocumentActor } from './document-actor.ts'
import type { DocumentCorruptError } from './document-corrupt-error.ts'
import type { DocumentReader, ReadDocument } from './read-document.ts'
import { isDueAtClose, isDueWhileOpen } from './snapshot-due.ts'
import type { SnapshotQueue } from './snapshot-queue.ts'
import type { SummaryFeed } from './summary-feed.ts'

export interface DocumentActorsOptions {
  readonly entities: ReadonlyMap<string, Entity>
  /** The application's rules, by entity. */
  readonly rules: ReadonlyMap<string, JudgeByRules>
  readonly limits: GateLimits
  readonly feed: SummaryFeed
  readonly snapshots: Pick<SnapshotQueue<LiveDocument>, 'request'>
  readonly checkpoints: Pick<SnapshotQueue<MadeCheckpoint>, 'request'>
  /** A checkpoint is due when more events than this are not covered. */
  readonly eventsPerCheckpoint: number
  checkpointHead(address: DocumentAddress): Promise<CheckpointHead | undefined>
  readonly now: () => number
  readonly reader: DocumentReader
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
    const { limits, rules, now, feed, reader, onError, onDamage } = this.#options
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
          }),
        ),
      catchUp: async () => {
        const last = await reader.catchUp(address, document, no)
        no = last.no
        if (last.isNew) tail.caughtUp()
        return last.isNew
      },
      onError: (error) => onError(error, document.name),
      onCommitted: (summary, { seq }) =>
        // A summary is JSON by the contract of `Entity.summary`; Postgres has just taken it as such.
        feed.publish(address.tenant, { entity: address.entity, id: address.id, summary, seq } as SummaryRow),
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
