import type { EventRecord } from '@docket/core'

/** Nobody calls less than this being offline. */
const NOTABLE_DELAY_MS = 10_000

/** How much later the server recorded an event than it happened, by the device's corrected clock, ms. */
export function delayOf(event: Pick<EventRecord, 'at' | 'skew'>, recordedAtMs: number): number {
  return recordedAtMs - happenedAtMs(event)
}

/** When it happened by the server's clock, as far as the device knew it, ms since the epoch. */
export function happenedAtMs({ at, skew }: Pick<EventRecord, 'at' | 'skew'>): number {
  return at - (skew ?? 0)
}

/** Was the device on its own when the event was recorded there? */
export function wasOffline(delayMs: number): boolean {
  return delayMs >= NOTABLE_DELAY_MS
}
