import type { Entity } from '../entity/entity.ts'
import { documentName } from '../event/document-name.ts'
import type { CheckpointRequests } from './checkpoint-requests.ts'
import type { DeviceClock } from './device-clock.ts'
import { type DeviceSpace, DiskSpace, type StoreDisk } from './disk-space.ts'
import type { Follow } from './follow.ts'
import { Follows, type FollowsOptions } from './follows.ts'
import { Retention } from './retention.ts'
import { Shortenings } from './shortenings.ts'

const DAY_MS = 86_400_000
const FIRST_AFTER_MS = 30_000
const EVERY_MS = 600_000
/** From here on room is made, before writing fails. */
const FULL = 0.9
/** So many leave at once when the disk is full. */
const RELIEF = 50

export interface HousekeepingOptions extends FollowsOptions {
  readonly checkpoints: CheckpointRequests
  readonly entities: ReadonlyMap<string, Entity>
  readonly clock: DeviceClock
  readonly retentionDays: number | Readonly<Record<string, number>> | undefined
  readonly space: DeviceSpace | undefined
}

/** What happens to a device's disk while nobody looks: documents that are followed come, documents that are done go. */
export class Housekeeping {
  readonly disk: StoreDisk
  readonly #options: HousekeepingOptions
  readonly #space: DiskSpace
  readonly #follows: Follows
  readonly #retention: Retention
  readonly #shortenings: Shortenings
  #timer: ReturnType<typeof setTimeout> | undefined
  #isStarted = false
  #isClosed = false
  #lastError: unknown

  constructor(options: HousekeepingOptions) {
    const { tenant, documents } = options
    this.#options = options
    this.#space = new DiskSpace(options.space)
    this.#follows = new Follows(options)
    this.#retention = new Retention({
      ...options,
      isUsed: (row) => {
        const { entity, id } = row
        return documents.peek(documentName({ tenant, entity, id })) !== undefined || this.#follows.follows(row)
      },
      isBusy: () => documents.unsaved > 0,
      onLeft: (name) => this.#follows.left(name),
    })
    this.#shortenings = new Shortenings({
      ...options,
      isOpen: ({ entity, id }) => documents.peek(documentName({ tenant, entity, id })) !== undefined,
      isBusy: () => documents.unsaved > 0,
    })
    this.disk = {
      state: () => this.#space.state,
      subscribe: (listener) => this.#space.subscribe(listener),
      persist: () => this.#space.persist(),
      tidy: () => this.#tidy(),
    }
  }

  /** The catalogue and the quarantine are read. */
  start(): void {
    this.#isStarted = true
    void this.#space.refresh()
    void this.#follows.start()
    if ([...this.#options.entities.values()].some(({ settled }) => settled !== undefined)) this.#lookIn(FIRST_AFTER_MS)
  }

  follow(definition: Entity, where: (summary: unknown) => boolean): Follow {
    const follow = this.#follows.follow(definition, where)
    if (this.#isStarted) void this.#follows.start()
    return follow
  }

  /** The connection may be another, or the disk has failed, or works again. */
  changed(isOnline: boolean, error: unknown): void {
    this.#follows.connected(isOnline)
    // Long documents are made short with what the server has of them.
    if (isOnline && this.#isStarted && this.#timer === undefined && !this.#isClosed) this.#lookIn(FIRST_AFTER_MS)
    if (error === this.#lastError) return
    this.#lastError = error
    if (!isQuotaExceeded(error) || !this.#isStarted) return
    void this.#relieve().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#follows.close()
    await Promise.all([this.#retention.close(), this.#shortenings.close()])
  }

  #lookIn(ms: number): void {
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => this.#isClosed || this.#lookIn(EVERY_MS))
    }, ms)
  }

  /** What fails now is tried again the next time. */
  async #look(): Promise<void> {
    await this.#space.refresh()
    if (this.#space.fullness > FULL) await this.#relieve().catch(() => undefined)
    await this.#tidy().catch(() => undefined)
  }

  async #relieve(): Promise<void> {
    await this.#retention.leaveOldest(RELIEF)
    await this.#space.refresh()
  }

  async #tidy(): Promise<number> {
    const { retentionDays, clock } = this.#options
    if (this.#isClosed) return 0
    const now = clock.corrected()
    const keptSince = (entity: string): number => {
      const days = typeof retentionDays === 'object' ? retentionDays[entity] : retentionDays
      return days === undefined ? Number.NEGATIVE_INFINITY : now - days * DAY_MS
    }
    const left = retentionDays === undefined ? 0 : await this.#retention.leaveBefore(keptSince)
    await this.#shortenings.run()
    return left
  }
}

function isQuotaExceeded(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'QuotaExceededError') return true
  }
  return false
}
