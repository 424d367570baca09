import { type TailPage, TenantTail } from './tenant-tail.ts'

export interface TailsOptions {
  /** Begins to hear of what is committed of a tenant; the returned function ends it. */
  follow(tenant: string): Promise<() => void>
  newestSeq(tenant: string): Promise<number>
  read(tenant: string, after: number): Promise<TailPage>
  onError(error: unknown, tenant: string): void
}

interface Open {
  readonly tail: Promise<TenantTail>
  unfollow: (() => void) | undefined
  users: number
}

/** The tails of the tenants that somebody streams. */
export class TenantTails {
  readonly #options: TailsOptions
  readonly #open = new Map<string, Open>()
  /** What was heard while a tail was being opened. */
  readonly #heard = new Map<string, number>()

  constructor(options: TailsOptions) {
    this.#options = options
  }

  kick(tenant: string, seq: number): void {
    const open = this.#open.get(tenant)
    if (open === undefined) return
    this.#heard.set(tenant, Math.max(seq, this.#heard.get(tenant) ?? 0))
    void open.tail.then((tail) => tail.kick(seq)).catch(() => undefined)
  }

  /** Resolves with the tail and with what lets go of it. */
  async open(tenant: string): Promise<{ readonly tail: TenantTail; readonly close: () => void }> {
    const open = this.#open.get(tenant) ?? this.#begin(tenant)
    open.users++
    const close = (): void => {
      if (--open.users > 0 || this.#open.get(tenant) !== open) return
      this.#open.delete(tenant)
      this.#heard.delete(tenant)
      open.unfollow?.()
    }
    try {
      return { tail: await open.tail, close }
    } catch (error) {
      close()
      throw error
    }
  }

  #begin(tenant: string): Open {
    const open: Open = {
      tail: this.#follow(tenant, (unfollow) => (open.unfollow = unfollow)),
      unfollow: undefined,
      users: 0,
    }
    this.#open.set(tenant, open)
    return open
  }

  async #follow(tenant: string, onFollowing: (unfollow: () => void) => void): Promise<TenantTail> {
    const { follow, newestSeq, read, onError } = this.#options
    onFollowing(await follow(tenant))
    const tail = new TenantTail(await newestSeq(tenant), {
      read: (after) => read(tenant, after),
      onError: (error) => onError(error, tenant),
    })
    tail.kick(this.#heard.get(tenant) ?? 0)
    return tail
  }
}
