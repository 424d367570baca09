/** What a clock of this device says, in milliseconds since the epoch. */
export interface WallClock {
  now(): number
}

/** The device's own clock. The only place of the package that reads it. */
export const systemClock: WallClock = { now: () => Date.now() }
