import type { EventLoop } from './event-loop.ts'
import type { Random } from './random.ts'
import type { SimProcess } from './sim-process.ts'

export interface LockOptions {
  readonly mode?: 'exclusive' | 'shared'
  readonly ifAvailable?: boolean
  readonly signal?: AbortSignal
}

export type LockWork = (lock: object | null) => unknown

interface LockRequest {
  readonly owner: SimProcess
  readonly isShared: boolean
  grant(): void
}

interface LockQueue {
  readonly held: Set<LockRequest>
  waiting: LockRequest[]
}

/** A message is with the other tabs after so long, ms. */
const MESSAGE_MS = 1
/**
 * The locks of a tab that has died go to others after at most so long, ms. In Chromium it takes about 30; no standard says
 * that what the tab had said comes first.
 */
const HAND_OVER_MS = 50

/** What the tabs of a device have in common besides its disk: Web Locks, and channels on which they talk. */
export class SimOrigin {
  readonly #loop: EventLoop
  readonly #outside: SimProcess
  readonly #random: Random
  readonly #locks = new Map<string, LockQueue>()
  readonly #channels = new Set<SimChannel>()

  /** @param outside in whose name the locks of a dead process become free */
  constructor(loop: EventLoop, outside: SimProcess, random: Random) {
    this.#loop = loop
    this.#outside = outside
    this.#random = random
  }

  /** As `navigator.locks.request`. */
  request(owner: SimProcess, name: string, options: LockOptions, work: LockWork): Promise<unknown> {
    const queue = this.#locks.get(name) ?? { held: new Set(), waiting: [] }
    this.#locks.set(name, queue)
    return new Promise((resolve, reject) => {
      const request: LockRequest = {
        owner,
        isShared: options.mode === 'shared',
        grant: () => {
          this.#loop.after(0, owner, 'has a lock', () => {
            options.signal?.removeEventListener('abort', abort)
            Promise.resolve()
              .then(() => work({ name }))
              .finally(() => this.#release(queue, request))
              .then(resolve, reject)
          })
        },
      }
      const abort = (): void => {
        if (!queue.waiting.includes(request)) return
        queue.waiting = queue.waiting.filter((one) => one !== request)
        reject(options.signal?.reason)
      }
      if (options.signal?.aborted === true) return reject(options.signal.reason)
      if (options.ifAvailable === true && !isFree(queue, request)) return resolve(work(null))
      options.signal?.addEventListener('abort', abort)
      queue.waiting.push(request)
      this.#grant(queue)
    })
  }

  /** As `new BroadcastChannel(name)`. */
  open(owner: SimProcess, name: string): SimChannel {
    const channel = new SimChannel(owner, name, {
      post: (data) => this.#post(channel, data),
      close: () => this.#channels.delete(channel),
    })
    this.#channels.add(channel)
    return channel
  }

  /** Whatever the process held is free. */
  died(process: SimProcess): void {
    for (const channel of this.#channels) if (channel.owner === process) this.#channels.delete(channel)
    for (const queue of this.#locks.values()) queue.waiting = queue.waiting.filter(({ owner }) => owner !== process)
    const handOverMs = this.#random.between(0, HAND_OVER_MS)
    this.#loop.after(handOverMs, this.#outside, 'the locks of a dead tab are free', () => {
      for (const queue of this.#locks.values()) {
        for (const request of queue.held) if (request.owner === process) queue.held.delete(request)
        this.#grant(queue)
      }
    })
  }

  #post(from: SimChannel, data: unknown): void {
    for (const channel of this.#channels) {
      if (channel === from || channel.name !== from.name) continue
      const copy: unknown = structuredClone(data)
      this.#loop.after(MESSAGE_MS, channel.owner, 'another tab says', () => {
        if (this.#channels.has(channel)) channel.onmessage?.({ data: copy })
      })
    }
  }

  #release(queue: LockQueue, request: LockRequest): void {
    queue.held.delete(request)
    this.#grant(queue)
  }

  #grant(queue: LockQueue): void {
    for (let next = queue.waiting[0]; next !== undefined && isFree(queue, next); next = queue.waiting[0]) {
      queue.waiting.shift()
      queue.held.add(next)
      next.grant()
    }
  }
}

function isFree({ held }: LockQueue, { isShared }: LockRequest): boolean {
  return held.size === 0 || (isShared && [...held].every((one) => one.isShared))
}

/** A tab's end of a channel. */
export class SimChannel {
  readonly owner: SimProcess
  readonly name: string
  onmessage: ((message: { readonly data: unknown }) => void) | null = null
  readonly #on: { readonly post: (data: unknown) => void; readonly close: () => void }

  constructor(
    owner: SimProcess,
    name: string,
    on: { readonly post: (data: unknown) => void; readonly close: () => void },
  ) {
    this.owner = owner
    this.name = name
    this.#on = on
  }

  postMessage(data: unknown): void {
    this.#on.post(data)
  }

  close(): void {
    this.#on.close()
  }
}
