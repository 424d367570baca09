// RFC 3339 writes four digits of the year.
const MIN_MS = -62_167_219_200_000
const MAX_MS = 253_402_300_799_999

/** A time as RFC 3339 writes it, in UTC; the nearest that it can write, when a clock is that wrong. */
export function rfc3339(ms: number): string {
  return new Date(Math.min(Math.max(ms, MIN_MS), MAX_MS)).toISOString()
}

const TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

/** Milliseconds since the epoch, or undefined when it is no RFC 3339 time. */
export function parseRfc3339(text: string): number | undefined {
  const ms = TIME.test(text) ? Date.parse(text.toUpperCase()) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}
