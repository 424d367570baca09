import { useSyncExternalStore } from 'react'

const TICK_MS = 10_000
const TIME = new Intl.DateTimeFormat('en-IE', { hour: '2-digit', minute: '2-digit' })
const TIME_WITH_SECONDS = new Intl.DateTimeFormat('en-IE', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const DATE_AND_TIME = new Intl.DateTimeFormat('en-IE', { dateStyle: 'full', timeStyle: 'medium' })

let nowMs = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** The time of day, ms since the epoch, for elapsed times on screen; it moves every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    nowMs = Date.now()
    timer = setInterval(tick, TICK_MS)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  nowMs = Date.now()
  for (const listener of listeners) listener()
}

export function formatTime(atMs: number): string {
  return TIME.format(atMs)
}

export function formatTimeWithSeconds(atMs: number): string {
  return TIME_WITH_SECONDS.format(atMs)
}

export function formatDateAndTime(atMs: number): string {
  return DATE_AND_TIME.format(atMs)
}

/** `45 s`, `12 min`, `1 h 05` */
export function formatDuration(ms: number): string {
  return ms < 60_000 ? `${Math.round(Math.max(ms, 0) / 1000)} s` : formatElapsed(ms)
}

/** A length of time in the words of a busy room: `just now`, `12 min`, `1 h 05`. */
export function formatElapsed(ms: number): string {
  const minutes = Math.floor(Math.max(ms, 0) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${String(minutes % 60).padStart(2, '0')}` : `${Math.floor(hours / 24)} d`
}
