import type { HistoryEntry } from '@docket/core'
import { formatDuration, formatTime } from '../lib/clock.ts'

export interface Remark {
  readonly kind: 'no_effect' | 'rejected' | 'late' | 'clock'
  readonly text: string
}

/** A clock that is off by less is good enough for a restaurant. */
const NOTABLE_SKEW_MS = 2 * 60_000
/** Nobody calls less than this being offline. */
const NOTABLE_DELAY_MS = 10_000

/** What there is to say of an event besides that it happened. */
export function remarksOn({ event, effect }: HistoryEntry, recordedAtMs: number | undefined): readonly Remark[] {
  const remarks: Remark[] = []
  if (effect.kind === 'rejected') remarks.push({ kind: 'rejected', text: `Not accepted: ${effect.reason}` })
  if (effect.kind === 'no_effect') remarks.push({ kind: 'no_effect', text: `No effect: ${effect.reason}` })
  if (effect.kind === 'not_understood') remarks.push({ kind: 'no_effect', text: `Not understood: ${effect.reason}` })
  if (effect.kind === 'late') remarks.push({ kind: 'late', text: 'Late: it counts in a moment' })
  const skew = event.skew ?? 0
  const delay = recordedAtMs === undefined ? 0 : recordedAtMs - (event.at - skew)
  if (recordedAtMs !== undefined && delay >= NOTABLE_DELAY_MS) {
    const text = `Done offline, reached the server ${formatDuration(delay)} later, at ${formatTime(recordedAtMs)}`
    remarks.push({ kind: 'late', text })
  }
  if (Math.abs(skew) >= NOTABLE_SKEW_MS) {
    const way = skew > 0 ? 'fast' : 'slow'
    remarks.push({ kind: 'clock', text: `The clock of this device was ${formatDuration(Math.abs(skew))} ${way}` })
  }
  return remarks
}
