import { DocketError } from '@docket/core'

export class DurationError extends DocketError {
  constructor(text: string) {
    super('duration_invalid', `"${text}" is not a duration such as 90s, 15m, 12h or 30d`)
  }
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** Seconds. @throws DurationError */
export function parseDuration(text: string): number {
  const [, count, unit = 's'] = /^([1-9]\d{0,8})([smhd])?$/.exec(text) ?? []
  const seconds = Number(count) * (SECONDS[unit] ?? Number.NaN)
  if (Number.isNaN(seconds)) throw new DurationError(text)
  return seconds
}
