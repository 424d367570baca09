import type { WallClock } from '../../clock/wall-clock.ts'
import type { EventLoop } from './event-loop.ts'

/** A device's clock: it may be wrong, and it jumps. */
export class SimClock implements WallClock {
  readonly #loop: EventLoop
  #aheadMs: number

  constructor(loop: EventLoop, aheadMs: number) {
    this.#loop = loop
    this.#aheadMs = aheadMs
  }

  now(): number {
    return this.#loop.nowMs + this.#aheadMs
  }

  jump(byMs: number): void {
    this.#aheadMs += byMs
  }
}
