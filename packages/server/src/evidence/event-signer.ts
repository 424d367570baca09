import type { JsonObject } from '@docket/core'
import type { DocumentCommit } from '../ledger/commit.ts'
import type { LedgerEvent } from '../ledger/event-row.ts'
import type { Queryable } from '../ledger/queryable.ts'
import { eventsSince } from '../ledger/read-events.ts'
import { allTenants, lastSignedSeq } from '../ledger/signed-events.ts'
import { type Commit, commitTenantRecord, TENANT_RECORDS } from './tenant-records.ts'

/**
 * Gives a committed event to a signing device and resolves with its answer, which is recorded in the tenant's chain.
 * Called in the order of the numbers, one at a time for each tenant, and again after a failure: an event that was signed
 * right before a crash comes twice.
 */
export type SignEvent = (tenant: string, event: LedgerEvent) => Promise<JsonObject>

export interface EventSignerOptions {
  readonly db: Queryable
  readonly commit: Commit
  readonly sign: SignEvent
  readonly now: () => number
  readonly onError: (error: unknown, tenant: string) => void
}

const PAGE = 100
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 60_000

/** Has every event signed after its commit; nobody waits for it. */
export class EventSigner {
  readonly #options: EventSignerOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #kicked = new Set<string>()
  readonly #closed = new AbortController()

  constructor(options: EventSignerOptions) {
    this.#options = options
  }

  /** Goes on where it ended. */
  async start(): Promise<void> {
    for (const tenant of await allTenants(this.#options.db)) this.#kick(tenant)
  }

  onWritten(group: readonly { readonly commit: DocumentCommit }[]): void {
    const tenants = new Set<string>()
    for (const { commit } of group) if (commit.address.entity !== TENANT_RECORDS) tenants.add(commit.address.tenant)
    for (const tenant of tenants) this.#kick(tenant)
  }

  /** Ends after the event that is being signed. */
  async close(): Promise<void> {
    this.#closed.abort()
    await Promise.all(this.#running.values())
  }

  #kick(tenant: string): void {
    this.#kicked.add(tenant)
    if (this.#running.has(tenant) || this.#closed.signal.aborted) return
    this.#running.set(
      tenant,
      this.#run(tenant).finally(() => this.#running.delete(tenant)),
    )
  }

  async #run(tenant: string): Promise<void> {
    for (let retryMs = FIRST_RETRY_MS; this.#kicked.has(tenant) && !this.#closed.signal.aborted; ) {
      try {
        this.#kicked.delete(tenant)
        await this.#signAll(tenant)
        retryMs = FIRST_RETRY_MS
      } catch (error) {
        this.#options.onError(error, tenant)
        this.#kicked.add(tenant)
        await this.#pause(retryMs)
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
      }
    }
  }

  async #signAll(tenant: string): Promise<void> {
    const { db, commit, sign, now } = this.#options
    for (let after = await lastSignedSeq(db, tenant); ; ) {
      const { events, next } = await eventsSince(db, { tenant, after, limit: PAGE })
      for (const entry of events) {
        if (entry.entityType === TENANT_RECORDS) continue
        if (this.#closed.signal.aborted) return
        const payload = { seq: entry.seq, answer: await sign(tenant, entry) }
        await commitTenantRecord(commit, {
          tenant,
          type: 'signed',
          payload,
          by: 'docket',
          ref: entry.event.id,
          at: now(),
        })
      }
      if (events.length < PAGE) return
      after = next
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#closed.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
