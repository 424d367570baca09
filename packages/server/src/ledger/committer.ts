import { type DocumentAddress, documentName } from '@docket/core'
import { inSpan } from '../in-span.ts'
import { type CommitReceipt, type DocumentCommit, isSameDocument, type PendingCommit } from './commit.ts'
import { CommitDelay } from './commit-delay.ts'
import { commitGroup } from './commit-group.ts'
import { CommitSupersededError, CommitterClosedError, isOfOneCommit } from './committer-errors.ts'
import { DocumentMovedError } from './document-moved.ts'
import { EventAlreadyCommittedError, isWholly } from './event-already-committed.ts'
import { People } from './people.ts'
import type { Queryable } from './queryable.ts'
import { ReadModelError } from './read-model-error.ts'

/** A commit of a group that has been written. */
export interface WrittenCommit {
  readonly commit: DocumentCommit
  /** When it was handed in; milliseconds of `performance.now()`. */
  readonly queuedAtMs: number
}

export interface CommitterOptions {
  /** The most commits in one transaction. */
  readonly groupSize?: number
  /** A group is in Postgres; its last attempt took so long, ms. */
  readonly onWritten?: (group: readonly WrittenCommit[], ms: number, receipts: readonly CommitReceipt[]) => void
  /** A transaction failed and is tried again. */
  readonly onRetry?: (error: unknown, attempt: number) => void
}

interface Settle {
  readonly resolve: (receipt: CommitReceipt) => void
  readonly reject: (error: unknown) => void
}

interface Queued extends Settle {
  readonly pending: PendingCommit
  readonly queuedAtMs: number
}

interface Waiting extends Settle, WrittenCommit {}

const GROUP_SIZE = 500
const GROUP_EVENTS = 2_000
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000

/**
 * Writes the commits of a server process in groups, one transaction at a time: while one group commits, the next is
 * gathered. What fails for a passing reason is tried again until it succeeds; meanwhile nothing is acknowledged.
 */
export class Committer {
  /** Whether clients wait for Postgres. */
  readonly delay: CommitDelay = new CommitDelay()
  readonly #db: Queryable
  readonly #options: CommitterOptions
  readonly #queue: Queued[] = []
  readonly #people = new People()
  #running: Promise<void> | undefined
  #closed = false
  #wake: (() => void) | undefined
  #drained: (() => void) | undefined

  constructor(db: Queryable, options: CommitterOptions = {}) {
    this.#db = db
    this.#options = options
  }

  /** Resolves when Postgres has flushed it. Commits are numbered in the order of these calls. */
  commit(pending: PendingCommit): Promise<CommitReceipt> {
    if (this.#closed) return Promise.reject(new CommitterClosedError())
    return new Promise((resolve, reject) => {
      this.#queue.push({ pending, queuedAtMs: performance.now(), resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Resolves when nothing waits any more, or when what waits cannot be written now. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) {
      const tried = new Promise<void>((resolve) => {
        this.#drained = resolve
      })
      this.#wake?.()
      await Promise.race([this.#running, tried])
      if (this.#running !== undefined) return
      // Whoever waited for a commit may have the next one ready.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }

  /** Writes what is queued, once; what cannot be written now is refused. */
  async close(): Promise<void> {
    await this.drain()
    this.#closed = true
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    // All that arrives in this tick goes into the first group.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#queue.length > 0) {
      this.delay.started()
      await this.#commitAll(this.#nextGroup())
      this.delay.settled()
    }
    this.#running = undefined
  }

  #nextGroup(): Waiting[] {
    const group: Waiting[] = []
    const known = new Map<string, number>()
    const groupSize = this.#options.groupSize ?? GROUP_SIZE
    for (let events = 0; group.length < groupSize && events < GROUP_EVENTS; ) {
      const next = this.#queue.shift()
      if (next === undefined) break
      const { pending, ...rest } = next
      const commit = pending.take()
      if (!follows(commit, known)) {
        this.#queue.unshift({ ...rest, pending: { ...pending, take: () => commit } })
        break
      }
      group.push({ ...rest, commit })
      events += commit.events.length
    }
    return group
  }

  /** @param behind those of the same documents that were judged later, and are tried after these */
  async #commitAll(group: readonly Waiting[], behind: Waiting[] = []): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const startedMs = performance.now()
      try {
        const receipts = await this.#write(group.map(({ commit }) => commit))
        for (const [index, { resolve }] of group.entries()) resolve(receipts[index] as CommitReceipt)
        this.#options.onWritten?.(group, performance.now() - startedMs, receipts)
        return
      } catch (error) {
        if (error instanceof DocumentMovedError) return this.#commitOthers(group, behind, error)
        const [only, ...others] = group
        if (only !== undefined && isOfOneCommit(error)) {
          return others.length > 0 ? this.#commitApart(group) : this.#commitAlone(only, behind, error)
        }
        this.delay.failed(attempt)
        this.#options.onRetry?.(error, attempt)
        this.#drained?.()
        if (this.#closed) return this.#refuseAll([...group, ...behind.splice(0)])
        await this.#pause(Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS))
      }
    }
  }

  #write(commits: readonly DocumentCommit[]): Promise<readonly CommitReceipt[]> {
    return inSpan(
      'docket.commit',
      () => ({
        'docket.commits': commits.length,
        'docket.events': commits.reduce((sum, { events }) => sum + events.length, 0),
        'docket.tenants': new Set(commits.map(({ address }) => address.tenant)).size,
      }),
      () => commitGroup(this.#db, commits, this.#people),
    )
  }

  /** Those of documents that another server has changed are judged again. */
  #commitOthers(group: readonly Waiting[], behind: Waiting[], error: DocumentMovedError): Promise<void> {
    for (const { commit, reject } of group) if (error.has(commit)) reject(error)
    for (const address of error.documents) this.#supersede(address, behind)
    return this.#commitAll(
      group.filter(({ commit }) => !error.has(commit)),
      behind,
    )
  }

  /** One commit spoils the group: each is tried alone, so that those of other documents do not suffer. */
  async #commitApart(group: readonly Waiting[]): Promise<void> {
    const rest = [...group]
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await this.#commitAll([next], rest)
  }

  /** What becomes of the commit that spoils every group. */
  async #commitAlone(only: Waiting, behind: Waiting[], error: unknown): Promise<void> {
    const { commit, resolve, reject } = only
    const { address } = commit
    if (error instanceof EventAlreadyCommittedError && isWholly(commit, error)) {
      // An earlier attempt was flushed although its answer got lost. A group without events only reads the number.
      return this.#commitAll([{ ...only, commit: { address, events: [], updates: [], readModel: undefined } }], behind)
    }
    if (error instanceof ReadModelError) {
      const told = (receipt: CommitReceipt): void => resolve({ ...receipt, readModelError: error })
      return this.#commitAll([{ ...only, commit: { ...commit, readModel: undefined }, resolve: told }], behind)
    }
    reject(error)
    this.#supersede(address, behind)
  }

  /** What was judged after a commit of the same document supposed that it would succeed. */
  #supersede(address: DocumentAddress, behind: Waiting[]): void {
    const refused: Settle[] = [
      ...takeOut(behind, ({ commit }) => isSameDocument(commit.address, address)),
      ...takeOut(this.#queue, ({ pending }) => isSameDocument(pending.address, address)),
    ]
    for (const { reject } of refused) reject(new CommitSupersededError())
  }

  /** The server shuts down, and Postgres does not take them: the clients still have them. */
  #refuseAll(group: readonly Waiting[]): void {
    for (const { reject } of [...group, ...this.#queue.splice(0)]) reject(new CommitterClosedError())
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = (): void => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}

/**
 * Does it suppose what the commits before it in a group bring? What was judged by less is for a group of its own, where
 * Postgres refuses it: a group is checked by what its first commit of a document supposes.
 */
function follows({ address, knownEvents, events }: DocumentCommit, known: Map<string, number>): boolean {
  if (knownEvents === undefined) return true
  const name = documentName(address)
  if ((known.get(name) ?? knownEvents) !== knownEvents) return false
  known.set(name, knownEvents + events.length)
  return true
}

function takeOut<T>(list: T[], isMeant: (item: T) => boolean): T[] {
  const taken = list.filter(isMeant)
  if (taken.length > 0) list.splice(0, list.length, ...list.filter((item) => !taken.includes(item)))
  return taken
}
