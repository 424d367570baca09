import { parseRfc3339 } from '../../rfc3339.ts'

const OFFSET = /^(Z|[+-]\d{2}:\d{2})$/
const A_DAY_MS = 86_400_000
const clocks = new Map<string, Intl.DateTimeFormat>()

/** Is it an offset such as `+01:00`, or a zone of the IANA's such as `Europe/Berlin`? */
export function isZone(zone: string): boolean {
  if (OFFSET.test(zone)) return true
  try {
    return zone.includes('/') && clockIn(zone) !== undefined
  } catch {
    return false
  }
}

/**
 * When clocks in a zone show a time, ms since the epoch; undefined when it is no time. Of an hour that they show twice it is
 * the first; one that they leave out is as many hours later.
 *
 * @param local without a zone, as in `2026-11-22T18:00:00`
 */
export function timeInZone(local: string, zone: string): number | undefined {
  if (OFFSET.test(zone)) return parseRfc3339(`${local}${zone}`)
  const asUtcMs = parseRfc3339(`${local}Z`)
  if (asUtcMs === undefined) return undefined
  // No zone changes its clocks twice in two days.
  const before = asUtcMs - offsetMs(asUtcMs - A_DAY_MS, zone)
  const after = asUtcMs - offsetMs(asUtcMs + A_DAY_MS, zone)
  const isShown = (ms: number): boolean => ms + offsetMs(ms, zone) === asUtcMs
  return isShown(before) || !isShown(after) ? before : after
}

/** How far clocks in the zone are ahead of UTC then. */
function offsetMs(ms: number, zone: string): number {
  const parts = new Map<string, number>(
    clockIn(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const [year = 0, month = 1, ...rest] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((type) =>
    parts.get(type),
  )
  return Date.UTC(year, month - 1, ...rest.map((part) => part ?? 0)) - Math.floor(ms / 1_000) * 1_000
}

function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const numeric = 'numeric'
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  clocks.set(zone, clock)
  return clock
}
