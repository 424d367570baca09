import type { SharedLimits } from './limits.ts'
import { Rates } from './rates.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60_000

/** What all sockets and requests of a tenant, or of an address, share on this server. */
export interface SharedRates {
  /** Frames, by tenant. */
  readonly frames: Rates
  /** HTTP requests, by tenant. */
  readonly tenantRequests: Rates
  /** HTTP requests, by address. */
  readonly addressRequests: Rates
  /** By address. */
  readonly wrongTokens: Rates
  /** Breaches that are recorded, by tenant and subject. */
  readonly recordedBreaches: Rates
}

export function createSharedRates(limits: SharedLimits, now: () => number): SharedRates {
  return {
    frames: new Rates(limits.framesPerSecondPerTenant, SECOND_MS, now),
    tenantRequests: new Rates(limits.requestsPerSecondPerTenant, SECOND_MS, now),
    addressRequests: new Rates(limits.requestsPerSecondPerAddress, SECOND_MS, now),
    wrongTokens: new Rates(limits.wrongTokensPerMinute, MINUTE_MS, now),
    recordedBreaches: new Rates(limits.recordedBreachesPerMinute, MINUTE_MS, now),
  }
}
