import { MAX_EVENT_MS } from '@docket/core'
import { parseRfc3339 } from '../../rfc3339.ts'
import { RowError } from '../errors.ts'
import { timeInZone } from './zones.ts'

export type TimeFormat = 'rfc3339' | 'ms' | 's'

/** Which column has the time, and what its numbers are: `opened_at`, `opened_at as ms`. */
export interface TimeRule {
  readonly column: string
  readonly as: TimeFormat
}

export function parseTimeRule(text: string): TimeRule | undefined {
  const [, column = '', as = 'rfc3339'] = /^(.+?)(?: as (\w+))?$/s.exec(text) ?? []
  if (column === '' || (as !== 'rfc3339' && as !== 'ms' && as !== 's')) return undefined
  return { column, as }
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)$/
/** As Postgres writes one: a space, and an offset without minutes. */
const POSTGRES = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)([+-]\d{2})(?::?(\d{2}))?$/

/**
 * Ms since the epoch.
 *
 * @param zone of times that have none, such as `+01:00` or `Europe/Berlin`
 * @throws RowError
 */
export function readTime(value: unknown, { column, as }: TimeRule, zone: string | undefined): number {
  const ms = as === 'rfc3339' ? fromText(value, zone) : fromNumber(value, as === 's' ? 1_000 : 1)
  if (ms !== undefined && Number.isSafeInteger(ms) && Math.abs(ms) <= MAX_EVENT_MS) return ms
  throw new RowError('time_invalid', `"${column}" is ${problemOf(value, as)}`)
}

function fromText(value: unknown, zone: string | undefined): number | undefined {
  if (typeof value !== 'string') return undefined
  if (zone !== undefined && LOCAL.test(value)) return timeInZone(value.replace(LOCAL, '$1T$2'), zone)
  const withPostgresZone = (_: string, day: string, time: string, hours: string, minutes = '00'): string =>
    `${day}T${time}${hours}:${minutes}`
  return parseRfc3339(value.replace(POSTGRES, withPostgresZone))
}

function fromNumber(value: unknown, factor: number): number | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
  return isNumber ? Math.round(Number(value) * factor) : undefined
}

function problemOf(value: unknown, as: TimeFormat): string {
  if (value === null) return 'empty, and an event has a time'
  if (as !== 'rfc3339') return `no number of ${as} since the epoch`
  if (typeof value === 'number') return 'a number: say what it counts, as in "at": "opened_at as ms" (or s)'
  const isLocal = typeof value === 'string' && LOCAL.test(value)
  return isLocal
    ? 'a time without a zone: say which with "zone": "Europe/Berlin" in the mapping'
    : 'no RFC 3339 time such as 2026-11-22T18:00:00Z'
}
