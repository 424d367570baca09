import type { Effect } from '@docket/core'

/** `+1,200 ms`: so many ms ahead. */
export function signedMs(ms: number): string {
  return `${ms > 0 ? '+' : ''}${Math.round(ms).toLocaleString('en')} ms`
}

/** The time of day in this device's zone, to the millisecond. */
export function timeOfDay(ms: number): string {
  const at = new Date(ms)
  const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`
}

/** RFC 3339 in UTC; a clock may be so wrong that there is none. */
export function isoTime(ms: number): string {
  const at = new Date(ms)
  return Number.isNaN(at.getTime()) ? `${ms} ms` : at.toISOString()
}

/** What an event did, in words; empty where it did what it should. */
export function effectText(effect: Effect): string {
  switch (effect.kind) {
    case 'applied':
      return ''
    case 'noted':
      return 'noted'
    case 'no_effect':
      return `without effect: ${effect.reason}`
    case 'rejected':
      return `rejected (${effect.code}): ${effect.reason}`
    case 'not_understood':
      return `not understood: ${effect.reason}`
    case 'late':
      return 'late: it waits for the next checkpoint'
  }
}
