const DAY = new Intl.DateTimeFormat('en-IE', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })

/** A day of this place, `YYYY-MM-DD`. */
export function dayOf(ms: number): string {
  const date = new Date(ms)
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`
}

/** The day that is so many days later. */
export function shiftDay(day: string, days: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return dayOf(new Date(year, month - 1, date + days).getTime())
}

/** From its midnight to the next, ms since the epoch. */
export function spanOfDay(day: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: midnightOf(day), toMs: midnightOf(shiftDay(day, 1)) }
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(midnightOf(text)) === text
}

export function formatDay(day: string): string {
  return DAY.format(midnightOf(day))
}

function midnightOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(year, month - 1, date).getTime()
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
