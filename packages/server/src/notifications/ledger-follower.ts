import type { CommitNews, Notifications } from './notifications.ts'
import { type Heard, TenantPosition } from './tenant-position.ts'

export interface FollowerOptions {
  readonly notifications: Notifications
  /** How often Postgres is asked whether something was missed, ms. */
  readonly checkEveryMs: number
  /** The newest number of each of these tenants. */
  newestSeqs(tenants: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** What was committed of a tenant after a number: at most one page; `last` is how far it goes. */
  newsAfter(tenant: string, seq: number): Promise<CommitNews>
  /** Of each followed tenant, in the order of the numbers, each number once. */
  onNews(news: CommitNews, isOwn: boolean): void
  onError(error: unknown, tenant: string): void
}

/** News of other nodes are a moment later than our own: so long a gap is waited for before Postgres is asked, ms. */
const GAP_MS = 25
/** Whom nobody follows any more is followed so much longer, ms: somebody may come back. */
const LINGER_MS = 30_000
const RETRY_MS = 500

/** Follows the ledger of the tenants that somebody of this node wants to hear of. */
export class LedgerFollower {
  readonly #options: FollowerOptions
  readonly #followed = new Map<string, Followed>()
  readonly #timer: ReturnType<typeof setInterval>

  constructor(options: FollowerOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.#check(), options.checkEveryMs)
    this.#timer.unref()
  }

  /**
   * From when this resolves until the returned function is called, `onNews` hears of all that is committed of a tenant.
   *
   * @throws whatever keeps Postgres from answering
   */
  async follow(tenant: string): Promise<() => void> {
    const followed = this.#followed.get(tenant) ?? this.#begin(tenant)
    followed.users++
    let isFollowing = true
    const release = (): void => {
      if (!isFollowing) return
      isFollowing = false
      followed.users--
      if (followed.users === 0) setTimeout(() => this.#end(tenant, followed), LINGER_MS).unref()
    }
    try {
      await followed.begun
      return release
    } catch (error) {
      release()
      throw error
    }
  }

  /** This node has committed something; the others are told. */
  committed(news: CommitNews): void {
    this.#options.notifications.broadcast(news)
    this.#followed.get(news.tenant)?.take({ news, isOwn: true })
  }

  close(): void {
    clearInterval(this.#timer)
    for (const [tenant, followed] of this.#followed) this.#end(tenant, followed, true)
  }

  #begin(tenant: string): Followed {
    const followed = new Followed(tenant, this.#options)
    this.#followed.set(tenant, followed)
    this.#options.notifications.subscribe(tenant, followed)
    followed.begun.catch(() => this.#end(tenant, followed, true))
    return followed
  }

  #end(tenant: string, followed: Followed, isCertain = followed.users === 0): void {
    if (!isCertain || this.#followed.get(tenant) !== followed) return
    this.#followed.delete(tenant)
    this.#options.notifications.unsubscribe(tenant, followed)
    followed.close()
  }

  async #check(): Promise<void> {
    if (this.#followed.size === 0) return
    try {
      const seqs = await this.#options.newestSeqs([...this.#followed.keys()])
      for (const [tenant, followed] of this.#followed) followed.expect(seqs.get(tenant) ?? 0)
    } catch {
      // Postgres is away: whoever commits says so.
    }
  }
}

/** One tenant. */
class Followed {
  /** Resolves when it is known from where. */
  readonly begun: Promise<void>
  users = 0
  readonly #tenant: string
  readonly #options: FollowerOptions
  #position: TenantPosition | undefined
  /** What has come before the position was known. */
  #early: Heard[] = []
  #gap: ReturnType<typeof setTimeout> | undefined
  #isReading = false
  #isClosed = false
  /** The newest number that Postgres is known to have. */
  #expected = 0

  constructor(tenant: string, options: FollowerOptions) {
    this.#tenant = tenant
    this.#options = options
    this.begun = this.#begin()
  }

  /** Another node has. */
  hear(news: CommitNews): void {
    this.take({ news, isOwn: false })
  }

  take(heard: Heard): void {
    if (this.#position === undefined) this.#early.push(heard)
    else this.#tell(this.#position.hear(heard))
    this.#expected = Math.max(this.#expected, heard.news.last)
    if (this.#position?.hasGap) this.#readSoon()
  }

  missed(): void {
    void this.#read()
  }

  expect(seq: number): void {
    this.#expected = Math.max(this.#expected, seq)
    if (this.#position !== undefined && this.#position.seq < seq) this.#readSoon()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#gap)
  }

  async #begin(): Promise<void> {
    const seqs = await this.#options.newestSeqs([this.#tenant])
    this.#position = new TenantPosition(seqs.get(this.#tenant) ?? 0)
    const early = this.#early
    this.#early = []
    for (const heard of early) this.take(heard)
  }

  #readSoon(): void {
    this.#gap ??= setTimeout(() => {
      this.#gap = undefined
      if (this.#position !== undefined && this.#position.seq < this.#expected) void this.#read()
    }, GAP_MS)
  }

  async #read(): Promise<void> {
    const position = this.#position
    if (position === undefined || this.#isReading || this.#isClosed) return
    this.#isReading = true
    try {
      for (let last = Number.NaN; last !== position.seq && !this.#isClosed; ) {
        last = position.seq
        const news = await this.#options.newsAfter(this.#tenant, last)
        // What was told meanwhile is told again: whoever hears it has it already.
        if (news.last > position.seq) {
          this.#tell([{ news, isOwn: false }])
          this.#tell(position.advance(news.last))
        }
      }
    } catch (error) {
      this.#options.onError(error, this.#tenant)
      setTimeout(() => void this.#read(), RETRY_MS).unref()
    } finally {
      this.#isReading = false
    }
  }

  #tell(told: readonly Heard[]): void {
    for (const { news, isOwn } of told) {
      try {
        this.#options.onNews(news, isOwn)
      } catch (error) {
        this.#options.onError(error, this.#tenant)
      }
    }
  }
}
