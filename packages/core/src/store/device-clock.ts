import { systemClock, type WallClock } from '../clock/wall-clock.ts'

/** Answers that took longer say too little of the server's clock. */
const SLOWEST_ANSWER_MS = 5_000

/** The device's clock, and how far it is thought to be ahead of the server's. */
export class DeviceClock {
  readonly #clock: WallClock
  #skewMs: number | undefined

  constructor(clock: WallClock = systemClock) {
    this.#clock = clock
  }

  /** What the device's clock says; ms since the epoch. */
  now(): number {
    return Math.trunc(this.#clock.now())
  }

  /** The estimate of the server's clock that ids are made of. */
  corrected(): number {
    return this.now() - (this.#skewMs ?? 0)
  }

  get skewMs(): number | undefined {
    return this.#skewMs
  }

  /** What an earlier session of this device found out. */
  restore(skewMs: number | undefined): void {
    this.#skewMs ??= skewMs
  }

  /**
   * Cristian's algorithm (1989): the server read its clock at some moment between our question and its answer. The
   * estimate moves only as far as an answer contradicts it, so that a slow network does not shift events.
   */
  learn({ sentMs, serverMs, receivedMs }: { sentMs: number; serverMs: number; receivedMs: number }): void {
    const roundTrip = receivedMs - sentMs
    if (!(roundTrip >= 0 && roundTrip <= SLOWEST_ANSWER_MS) || !Number.isFinite(serverMs)) return
    const least = sentMs - serverMs
    const most = receivedMs - serverMs
    this.#skewMs = Math.round(Math.min(Math.max(this.#skewMs ?? 0, least), most))
  }
}
