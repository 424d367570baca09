import { DocketError } from '@docket/core'
import { DatabaseUnreachableError } from '../ledger/database-unreachable.ts'

export class CommittingDelayedError extends DocketError {
  constructor() {
    super('committing_delayed', 'Commits to Postgres fail or take too long; they are tried again until they succeed')
  }
}

export class ShuttingDownError extends DocketError {
  constructor() {
    super('shutting_down', 'The server is shutting down; use another one')
  }
}

export interface ReadinessOptions {
  /** Resolves if Postgres answers. */
  ping(): Promise<void>
  isDelayed(): boolean
}

const ANSWER_WITHIN_MS = 2_000

/** Should this server get more work? */
export class Readiness {
  readonly #options: ReadinessOptions
  #isShuttingDown = false
  #ping: Promise<void> | undefined

  constructor(options: ReadinessOptions) {
    this.#options = options
  }

  get isShuttingDown(): boolean {
    return this.#isShuttingDown
  }

  shutDown(): void {
    this.#isShuttingDown = true
  }

  /** @throws ShuttingDownError, CommittingDelayedError, DatabaseUnreachableError */
  async check(): Promise<void> {
    if (this.#isShuttingDown) throw new ShuttingDownError()
    if (this.#options.isDelayed()) throw new CommittingDelayedError()
    // One at a time: a Postgres that does not answer would otherwise soon hold all connections of the pool.
    this.#ping ??= this.#options
      .ping()
      .catch((cause: unknown) => {
        throw new DatabaseUnreachableError(undefined, cause)
      })
      .finally(() => {
        this.#ping = undefined
      })
    await inTime(this.#ping)
  }
}

function inTime(answer: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new DatabaseUnreachableError(undefined, new Error(`no answer in ${ANSWER_WITHIN_MS} ms`))),
      ANSWER_WITHIN_MS,
    )
    answer.then(resolve, reject).finally(() => clearTimeout(late))
  })
}
