import { type Checkpoint, type EventId, type EventRecord, foldVersionOf } from '@docket/core'
import type { CheckpointHead, MadeCheckpoint } from '../ledger/checkpoints.ts'
import type { DocumentActor } from './document-actor.ts'

export interface WatchOptions {
  readonly actor: Pick<DocumentActor, 'checkpoint' | 'entity'>
  /** How many events the document had when it was opened. */
  readonly events: number
  /** A checkpoint is due when more events than this are not covered. */
  readonly every: number
  /** The checkpoint that Postgres has. */
  head(): Promise<CheckpointHead | undefined>
  request(checkpoint: MadeCheckpoint): void
  onError(error: unknown): void
}

/** Late events come in bursts, when a device is back; and a document in use is seldom whole. */
const PAUSE_MS = 200
/** Shorter ones have no checkpoint, unless the setting was very low once: so most documents cost no look. */
const SURELY_NONE = 200

/** Asks for checkpoints of a document that is open, when it has become long or an event has come late. */
export class CheckpointWatch {
  readonly #options: WatchOptions
  #events: number
  #head: Omit<CheckpointHead, 'isBehind'> | undefined
  /** Is there an event that sorts before the checkpoint's newest and is not in it? Or was another program at work? */
  #isOutdated = false
  /** So many events are not too many; grows where a document has no checkpoint. */
  #most: number
  /** The oldest event that was committed and not compared with the checkpoint yet. */
  #oldest: EventId | undefined
  #isReady = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: WatchOptions) {
    this.#options = options
    this.#events = options.events
    this.#most = options.every
    // What is short has none.
    if (options.events <= Math.min(options.every, SURELY_NONE)) this.#isReady = true
    else void this.#start().catch(options.onError)
  }

  /** More events are committed. */
  grew(events: readonly Pick<EventRecord, 'id'>[]): void {
    this.#events += events.length
    this.changed(events.map(({ id }) => id))
  }

  /** These events are new, or have another effect than before. */
  changed(ids: readonly EventId[]): void {
    for (const id of ids) {
      if (this.#oldest === undefined || id < this.#oldest) this.#oldest = id
    }
    if (!this.#isReady) return
    this.#compare()
    this.#soon()
  }

  /** The document is left: at once, or when somebody opens it again. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
    if (this.#isDue()) this.#make()
  }

  async #start(): Promise<void> {
    const { head, actor } = this.#options
    const known = await head()
    this.#isReady = true
    this.#head = known
    this.#isOutdated = known !== undefined && (known.isBehind || known.foldVersion !== foldVersionOf(actor.entity))
    this.#compare()
    this.#soon()
  }

  #compare(): void {
    const { newestId } = this.#head ?? {}
    if (newestId !== undefined && this.#oldest !== undefined) this.#isOutdated ||= this.#oldest <= newestId
    this.#oldest = undefined
  }

  #isDue(): boolean {
    return this.#isReady && (this.#isOutdated || this.#events - (this.#head?.events ?? 0) > this.#most)
  }

  #soon(): void {
    if (this.#isClosed || this.#timer !== undefined || !this.#isDue()) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#make() === 'busy') this.#soon()
    }, PAUSE_MS)
    this.#timer.unref()
  }

  /** All at one moment, when nothing of the document is on its way. */
  #make(): Checkpoint | 'busy' | undefined {
    const made = this.#options.actor.checkpoint()
    if (made === 'busy') return made
    this.#isOutdated = false
    if (made === undefined) {
      this.#most = this.#events + this.#options.every
      return undefined
    }
    const { state, ...rest } = made
    this.#head = rest
    this.#options.request({ ...rest, data: Buffer.from(JSON.stringify(state)) })
    return made
  }
}
