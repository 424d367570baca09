import { setTimeout as sleep } from 'node:timers/promises'
import type { TransactionPool } from '../ledger/in-transaction.ts'
import { noteFailure, tenantsBehind } from '../ledger/projection-positions.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { applyPage } from './apply-page.ts'
import type { AnyProjection } from './define-projection.ts'
import { errorCode } from './error-code.ts'
import { ApplyFailedError, ProjectionOutdatedError } from './errors.ts'
import { setUpProjection } from './set-up-projection.ts'

/** What projections need of pg's Pool. */
export type ProjectionDatabase = Queryable & TransactionPool

export interface ProjectionWorkerOptions {
  readonly db: ProjectionDatabase
  readonly projection: AnyProjection
  /** Something failed, and is tried again; with the tenant, if it stands at one of its events. */
  readonly onError: (error: unknown, projection: AnyProjection, tenant?: string) => void
}

const LOOK_EVERY_MS = 1_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 60_000

/**
 * Fills one projection, a page of each tenant in turn: when it is kicked, and every second what other nodes have
 * committed. Any number of workers of one projection may run: a tenant is one's at a time.
 */
export class ProjectionWorker {
  readonly #options: ProjectionWorkerOptions
  readonly #closed = new AbortController()
  readonly #due = new Set<string>()
  /** How often in a row the next event of a tenant has failed: such a tenant waits for its next attempt. */
  readonly #failures = new Map<string, number>()
  #isTimeToLook = true
  #wake: (() => void) | undefined
  #running: Promise<void> | undefined

  constructor(options: ProjectionWorkerOptions) {
    this.#options = options
  }

  /** @throws ProjectionSetUpError */
  async start(): Promise<void> {
    const { db, projection, onError } = this.#options
    try {
      await setUpProjection(db, projection)
    } catch (error) {
      if (!(error instanceof ProjectionOutdatedError)) throw error
      onError(error, projection)
    }
    this.#running = this.#run()
  }

  /** Something of this tenant has been committed. */
  kick(tenant: string): void {
    if (!this.#failures.has(tenant)) this.#add(tenant)
  }

  /** Ends after the page that is being applied. */
  async close(): Promise<void> {
    this.#closed.abort()
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    const timer = setInterval(() => {
      this.#isTimeToLook = true
      this.#wake?.()
    }, LOOK_EVERY_MS)
    for (let failures = 0; !this.#closed.signal.aborted; ) {
      try {
        await this.#round()
        failures = 0
        await this.#untilDue()
      } catch (error) {
        this.#options.onError(error, this.#options.projection)
        this.#isTimeToLook = true
        await this.#pause(failures++)
      }
    }
    clearInterval(timer)
  }

  async #round(): Promise<void> {
    const { db, projection } = this.#options
    if (this.#isTimeToLook) {
      this.#isTimeToLook = false
      for (const tenant of await tenantsBehind(db, projection)) this.kick(tenant)
    }
    const tenants = [...this.#due]
    this.#due.clear()
    for (const tenant of tenants) {
      if (this.#closed.signal.aborted) return
      await this.#applyNext(tenant)
    }
  }

  async #applyNext(tenant: string): Promise<void> {
    const { db, projection } = this.#options
    if (projection.tenant !== undefined && projection.tenant !== tenant) return
    try {
      const end = await applyPage(db, projection, tenant)
      this.#failures.delete(tenant)
      if (end === 'not_set_up') await setUpProjection(db, projection)
      if (end === 'not_set_up' || end === 'more') this.#due.add(tenant)
    } catch (error) {
      if (!(error instanceof ApplyFailedError)) throw error
      await this.#wait(tenant, error)
    }
  }

  /** Tries the event again after a while; other tenants go on. */
  async #wait(tenant: string, error: ApplyFailedError): Promise<void> {
    const { db, projection, onError } = this.#options
    const failures = this.#failures.get(tenant) ?? 0
    this.#failures.set(tenant, failures + 1)
    onError(error, projection, tenant)
    void this.#pause(failures).then(() => this.#add(tenant))
    const failure = { seq: error.seq, error: errorCode(error.cause) }
    await noteFailure(db, { projection: projection.name, tenant }, failure)
  }

  #add(tenant: string): void {
    this.#due.add(tenant)
    this.#wake?.()
  }

  async #untilDue(): Promise<void> {
    if (this.#due.size > 0 || this.#isTimeToLook || this.#closed.signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
  }

  async #pause(failures: number): Promise<void> {
    const ms = Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS)
    await sleep(ms, undefined, { signal: this.#closed.signal }).catch(() => undefined)
  }
}
