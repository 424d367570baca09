import type { DocumentAddress, Entity, SummaryRow } from '@docket/core'
import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'
import type { GateLimits } from '../gate/limits.ts'
import type { JudgeByRules } from '../gate/rules-by-entity.ts'
import type { CommitReceipt, PendingCommit } from '../ledger/commit.ts'
import { DocumentActor } from './document-actor.ts'
import type { SummaryFeed } from './summary-feed.ts'
import { COMMITTED } from './update-batch.ts'

/** An update, and the number of the row that holds it. */
export interface LoadedUpdate {
  readonly no: number
  readonly update: Uint8Array
}

export interface DocumentActorsOptions {
  readonly entities: ReadonlyMap<string, Entity>
  /** The application's rules, by entity. */
  readonly rules: ReadonlyMap<string, JudgeByRules>
  readonly limits: GateLimits
  readonly feed: SummaryFeed
  readonly now: () => number
  /** A document's updates in the order in which they were committed, those after the row `afterNo`. */
  load(address: DocumentAddress, afterNo: number): AsyncIterable<LoadedUpdate>
  commit(commit: PendingCommit): Promise<CommitReceipt>
  onError(error: unknown, documentName: string): void
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

  /** Fills an empty document from Postgres. */
  async open(document: Document, address: DocumentAddress, entity: Entity): Promise<void> {
    const { limits, rules, now, feed, load, onError } = this.#options
    // Otherwise what is being committed right now would be missing here and present in Postgres.
    await Promise.allSettled([...(this.#inFlight.get(document.name) ?? [])])
    let lastNo = 0
    const catchUp = async (): Promise<void> => {
      for await (const { no, update } of load(address, lastNo)) {
        Y.applyUpdate(document, update, COMMITTED)
        lastNo = no
      }
    }
    await catchUp()
    const actor = new DocumentActor({
      address,
      entity,
      doc: document,
      limits,
      rules: rules.get(entity.name),
      now,
      commit: (commit) => this.#track(document.name, this.#options.commit(commit)),
      catchUp,
      onError: (error) => onError(error, document.name),
      onCommitted: (summary, { seq }) =>
        // A summary is JSON by the contract of `Entity.summary`; Postgres has just taken it as such.
        feed.publish(address.tenant, { entity: address.entity, id: address.id, summary, seq } as SummaryRow),
    })
    this.#actors.set(document, actor)
  }

  of(document: Document): DocumentActor | undefined {
    return this.#actors.get(document)
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
