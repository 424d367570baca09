import { DocketError, type DocumentAddress } from '@docket/core'
import type { CommitReceipt, DocumentCommit } from './commit.ts'
import { commitGroup } from './commit-group.ts'
import { EventAlreadyCommittedError } from './event-already-committed.ts'
import type { Queryable } from './queryable.ts'
import { ReadModelError } from './read-model-error.ts'

export interface CommitterOptions {
  /** The most commits in one transaction. */
  readonly groupSize?: number
  /** A transaction failed and is tried again. */
  readonly onDelay?: (error: unknown, attempt: number) => void
}

interface Waiting {
  readonly commit: DocumentCommit
  readonly resolve: (receipt: CommitReceipt) => void
  readonly reject: (error: unknown) => void
}

const GROUP_SIZE = 500
const FIRST_RETRY_MS = 50
const LAST_RETRY_MS = 5_000

/** The committer stopped before it could write: nothing of the commit is in the ledger. */
export class CommitterClosedError extends DocketError {
  constructor() {
    super('committer_closed', 'The server is shutting down; connect again and send the update again')
  }
}

/** An earlier commit of the document failed for good; nothing of this one is in the ledger. */
export class CommitSupersededError extends DocketError {
  constructor() {
    super('commit_superseded', 'An earlier update of the document was refused; connect again and send the update again')
  }
}

/**
 * Writes the commits of a server process in groups, one transaction at a time: while one group commits, the next is
 * gathered. What fails for a passing reason is tried again until it succeeds; meanwhile nothing is acknowledged.
 */
export class Committer {
  readonly #db: Queryable
  readonly #options: CommitterOptions
  #queue: Waiting[] = []
  #running: Promise<void> | undefined
  #closed = false
  #wake: (() => void) | undefined
  readonly #failed = new Set<Waiting>()

  constructor(db: Queryable, options: CommitterOptions = {}) {
    this.#db = db
    this.#options = options
  }

  /** Resolves when Postgres has flushed it. Commits are numbered in the order of these calls. */
  commit(commit: DocumentCommit): Promise<CommitReceipt> {
    if (this.#closed) return Promise.reject(new CommitterClosedError())
    return new Promise((resolve, reject) => {
      this.#queue.push({ commit, resolve, reject })
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
      const group = this.#queue.splice(0, this.#options.groupSize ?? GROUP_SIZE)
      await this.#commitAll(group)
    }
    this.#running = undefined
  }

  async #commitAll(group: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        const receipts = await commitGroup(
          this.#db,
          group.map(({ commit }) => commit),
        )
        for (const [index, { resolve }] of group.entries()) resolve(receipts[index] as CommitReceipt)
        return
      } catch (error) {
        if (isOfOneCommit(error)) return this.#commitApart(group, error)
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

/** SQLSTATE classes: data exception, integrity violation, program limit exceeded. */
function isAboutData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(22|23|54)...$/.test(String(error.code))
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
