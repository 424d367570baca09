import type { Seal } from '../chain/seal.ts'
import { type DocumentCommit, numbersOf } from '../ledger/commit.ts'
import { unsealedTenants } from '../ledger/seals.ts'
import { type Sealing, sealChain } from './seal-chain.ts'

/** Puts a seal where nobody who could change the ledger can change it: a file elsewhere, an object store, a time stamp. */
export type Anchor = (seal: Seal) => Promise<void>

export interface SealerOptions extends Sealing {
  /** At most so long after a commit, ms. */
  readonly everyMs: number
  /** At most so many events after the last seal of a tenant. */
  readonly everyEvents: number
  readonly anchor?: Anchor | undefined
  readonly onError: (error: unknown, tenant: string) => void
}

/** Seals the chains of tenants that commit: after so many events, after so long, and at the end. */
export class Sealer {
  readonly #options: SealerOptions
  /** How many events of each tenant were committed since its last seal, as far as this node knows. */
  readonly #unsealed = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(options: SealerOptions) {
    this.#options = options
  }

  /** Takes up what was left unsealed. */
  async start(): Promise<void> {
    for (const tenant of await unsealedTenants(this.#options.db)) this.#add(tenant, 0)
  }

  onWritten(group: readonly { readonly commit: DocumentCommit }[]): void {
    for (const { commit } of group) {
      const numbers = numbersOf(commit)
      if (numbers > 0) this.#add(commit.address.tenant, numbers)
    }
  }

  /** Seals the tenant's chain now. */
  async seal(tenant: string): Promise<Seal | undefined> {
    this.#unsealed.delete(tenant)
    const seal = await sealChain(this.#options, tenant)
    if (seal !== undefined) await this.#options.anchor?.(seal)
    return seal
  }

  /** Seals what is unsealed; to be called while Postgres and the committer still work. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#sealAll([...this.#unsealed.keys()])
    await this.#running
  }

  #add(tenant: string, events: number): void {
    const unsealed = (this.#unsealed.get(tenant) ?? 0) + events
    this.#unsealed.set(tenant, unsealed)
    if (unsealed >= this.#options.everyEvents) this.#sealAll([tenant])
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#sealAll([...this.#unsealed.keys()])
    }, this.#options.everyMs).unref()
  }

  /** One after the other: sealing is never in a hurry. */
  #sealAll(tenants: readonly string[]): void {
    for (const tenant of tenants) {
      this.#unsealed.delete(tenant)
      this.#running = this.#running.then(async () => {
        await this.seal(tenant).catch((error: unknown) => {
          this.#options.onError(error, tenant)
          this.#add(tenant, 0)
        })
      })
    }
  }
}
