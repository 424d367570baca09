import { inSpan } from '../in-span.ts'
import { type CommitReceipt, type DocumentCommit, isSameDocument } from './commit.ts'
import { CommitDelay } from './commit-delay.ts'
import { commitGroup } from './commit-group.ts'
import { CommitSupersededError, CommitterClosedError, isOfOneCommit } from './committer-errors.ts'
import { EventAlreadyCommittedError, isWholly } from './event-already-committed.ts'
import type { Queryable } from './queryable.ts'

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
  readonly onWritten?: (group: readonly WrittenCommit[], ms: number) => void
  /** A transaction failed and is tried again. */
  readonly onRetry?: (error: unknown, attempt: number) => void
  /** Less waits than before. */
  readonly onLess?: () => void
}

/** What waits for Postgres. */
export interface CommitLoad {
  readonly commits: number
  /** Of their updates. */
  readonly bytes: number
}

interface Waiting extends WrittenCommit {
  readonly resolve: (receipt: CommitReceipt) => void
  readonly reject: (error: unknown) => void
}

const GROUP_SIZE = 500
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
  readonly #load = { commits: 0, bytes: 0 }
  #queue: Waiting[] = []
  #running: Promise<void> | undefined
  #closed = false
  #wake: (() => void) | undefined
  #drained: (() => void) | undefined
  readonly #failed = new Set<Waiting>()

  constructor(db: Queryable, options: CommitterOptions = {}) {
    this.#db = db
    this.#options = options
  }

  /** What is queued or being written now. */
  get load(): CommitLoad {
    return this.#load
  }

  /** Resolves when Postgres has flushed it. Commits are numbered in the order of these calls. */
  commit(commit: DocumentCommit): Promise<CommitReceipt> {
    if (this.#closed) return Promise.reject(new CommitterClosedError())
    const bytes = commit.updates.reduce((sum, update) => sum + update.byteLength, 0)
    this.#load.commits++
    this.#load.bytes += bytes
    const done = (): void => {
      this.#load.commits--
      this.#load.bytes -= bytes
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({
        commit,
        queuedAtMs: performance.now(),
        resolve(receipt) {
          done()
          resolve(receipt)
        },
        reject(error) {
          done()
          reject(error)
        },
      })
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
      const group = this.#queue.splice(0, this.#options.groupSize ?? GROUP_SIZE)
      this.delay.started()
      await this.#commitAll(group)
      this.delay.settled()
      this.#options.onLess?.()
    }
    this.#running = undefined
  }

  async #commitAll(group: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const startedMs = performance.now()
      try {
        const receipts = await this.#write(group.map(({ commit }) => commit))
        for (const [index, { resolve }] of group.entries()) resolve(receipts[index] as CommitReceipt)
        this.#options.onWritten?.(group, performance.now() - startedMs)
        return
      } catch (error) {
        if (isOfOneCommit(error)) return this.#commitApart(group, error)
        this.delay.failed(attempt)
        this.#options.onRetry?.(error, attempt)
        this.#drained?.()
        if (this.#closed) return this.#refuseAll(group)
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
      () => commitGroup(this.#db, commits),
    )
  }

  /** One commit spoils the group: each is tried alone, so that those of other documents do not suffer. */
  async #commitApart(group: readonly Waiting[], error: unknown): Promise<void> {
    const [only, ...others] = group
    if (only === undefined) return
    if (others.length > 0) {
      const rest = [...group]
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
        await this.#commitAll([next])
        if (this.#failed.delete(next)) this.#refuseAfter(next, rest)
      }
      return
    }
    if (error instanceof EventAlreadyCommittedError && isWholly(only.commit, error)) {
      // An earlier attempt was flushed although its answer got lost. A group without events only reads the number.
      const { address } = only.commit
      await this.#commitAll([{ ...only, commit: { address, events: [], updates: [], readModel: undefined } }])
      return
    }
    only.reject(error)
    this.#failed.add(only)
    this.#refuseAfter(only, this.#queue)
  }

  /** What was judged after a commit of the same document supposed that it would succeed. */
  #refuseAfter({ commit: { address } }: Waiting, waiting: Waiting[]): void {
    const refused = waiting.filter(({ commit }) => isSameDocument(commit.address, address))
    for (const one of refused) {
      waiting.splice(waiting.indexOf(one), 1)
      one.reject(new CommitSupersededError())
    }
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
