import type { DocumentAddress } from '@docket/core'
import type { CommitReceipt, DocumentCommit, PendingCommit } from './commit.ts'
import { commitGroup } from './commit-group.ts'
import { CommitSupersededError, CommitterClosedError } from './committer-errors.ts'
import { EventAlreadyCommittedError } from './event-already-committed.ts'
import { isAboutData } from './is-about-data.ts'
import type { Queryable } from './queryable.ts'
import { ReadModelError } from './read-model-error.ts'

export interface CommitterOptions {
  /** The most commits in one transaction. */
  readonly groupSize?: number
  /** A transaction failed and is tried again. */
  readonly onDelay?: (error: unknown, attempt: number) => void
}

interface Settle {
  readonly resolve: (receipt: CommitReceipt) => void
  readonly reject: (error: unknown) => void
}

interface Queued extends Settle {
  readonly pending: PendingCommit
}

interface Waiting extends Settle {
  readonly commit: DocumentCommit
}

const GROUP_SIZE = 500
const GROUP_EVENTS = 2_000
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000

/**
 * Writes the commits of a server process in groups, one transaction at a time: while one group commits, the next is
 * gathered. What fails for a passing reason is tried again until it succeeds; meanwhile nothing is acknowledged.
 */
export class Committer {
  readonly #db: Queryable
  readonly #options: CommitterOptions
  readonly #queue: Queued[] = []
  #running: Promise<void> | undefined
  #closed = false
  #wake: (() => void) | undefined

  constructor(db: Queryable, options: CommitterOptions = {}) {
    this.#db = db
    this.#options = options
  }

  /** Resolves when Postgres has flushed it. Commits are numbered in the order of these calls. */
  commit(pending: PendingCommit): Promise<CommitReceipt> {
    if (this.#closed) return Promise.reject(new CommitterClosedError())
    return new Promise((resolve, reject) => {
      this.#queue.push({ pending, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Writes what is queued, once; what cannot be written now is refused. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    // All that arrives in this tick goes into the first group.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (this.#queue.length > 0) {
      await this.#commitAll(this.#nextGroup())
    }
    this.#running = undefined
  }

  #nextGroup(): Waiting[] {
    const group: Waiting[] = []
    const groupSize = this.#options.groupSize ?? GROUP_SIZE
    for (let events = 0; group.length < groupSize && events < GROUP_EVENTS; ) {
      const next = this.#queue.shift()
      if (next === undefined) break
      const { pending, resolve, reject } = next
      const commit = pending.take()
      group.push({ commit, resolve, reject })
      events += commit.events.length
    }
    return group
  }

  /** @param behind those of the same documents that were judged later, and are tried after these */
  async #commitAll(group: readonly Waiting[], behind: Waiting[] = []): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const receipts = await commitGroup(
          this.#db,
          group.map(({ commit }) => commit),
        )
        for (const [index, { resolve }] of group.entries()) resolve(receipts[index] as CommitReceipt)
        return
      } catch (error) {
        const [only, ...others] = group
        if (only !== undefined && isOfOneCommit(error)) {
          return others.length > 0 ? this.#commitApart(group) : this.#commitAlone(only, behind, error)
        }
        this.#options.onDelay?.(error, attempt)
        if (this.#closed) {
          for (const { reject } of group) reject(new CommitterClosedError())
          return
        }
        await this.#pause(Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LAST_RETRY_MS))
      }
    }
  }

  /** One commit spoils the group: each is tried alone, so that those of other documents do not suffer. */
  async #commitApart(group: readonly Waiting[]): Promise<void> {
    const rest = [...group]
    for (let next = rest.shift(); next !== undefined; next = rest.shift()) await this.#commitAll([next], rest)
  }

  /** What became of the commit that spoils every group. */
  async #commitAlone(only: Waiting, behind: Waiting[], error: unknown): Promise<void> {
    const { commit, resolve, reject } = only
    if (error instanceof EventAlreadyCommittedError && isWholly(commit, error)) {
      // An earlier attempt was flushed although its answer got lost. A group without events only reads the number.
      const { address } = commit
      return this.#commitAll([{ ...only, commit: { address, events: [], updates: [], readModel: undefined } }], behind)
    }
    if (error instanceof ReadModelError) {
      const told = (receipt: CommitReceipt): void => resolve({ ...receipt, readModelError: error })
      return this.#commitAll([{ commit: { ...commit, readModel: undefined }, resolve: told, reject }], behind)
    }
    reject(error)
    this.#supersede(commit.address, behind)
  }

  /** What was judged after a commit of the same document supposed that it would succeed. */
  #supersede(address: DocumentAddress, behind: Waiting[]): void {
    const refused: Settle[] = [
      ...takeOut(behind, ({ commit }) => isSameDocument(commit.address, address)),
      ...takeOut(this.#queue, ({ pending }) => isSameDocument(pending.address, address)),
    ]
    for (const { reject } of refused) reject(new CommitSupersededError())
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

/** Will it fail again, however often it is tried? Then it is about what is in one of the commits. */
function isOfOneCommit(error: unknown): boolean {
  return error instanceof EventAlreadyCommittedError || error instanceof ReadModelError || isAboutData(error)
}

function takeOut<T>(list: T[], isMeant: (item: T) => boolean): T[] {
  const taken = list.filter(isMeant)
  if (taken.length > 0) list.splice(0, list.length, ...list.filter((item) => !taken.includes(item)))
  return taken
}

function isSameDocument(a: DocumentAddress, b: DocumentAddress): boolean {
  return a.tenant === b.tenant && a.entity === b.entity && a.id === b.id
}

/** Are all events of the commit in the ledger, in this very document? */
function isWholly({ events, address }: DocumentCommit, { events: committed }: EventAlreadyCommittedError): boolean {
  const there = new Set(
    committed
      .filter((event) => event.address.entity === address.entity && event.address.id === address.id)
      .map(({ id }) => id),
  )
  return events.length > 0 && events.every(({ event }) => there.has(event.id))
}
