import type { HistoryEntry } from '@docket/core'

/** The ids of the rejected events of which somebody has taken note. */
export function settledIds(history: readonly HistoryEntry[]): ReadonlySet<string | undefined> {
  return new Set(history.map(({ event }) => (event.type === '$resolved' ? event.ref : undefined)))
}

/** What somebody did and what did not take effect: a waiter has to know. */
export function refusedEntries(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const settled = settledIds(history)
  return history.filter(
    ({ event, effect }) => effect.kind === 'no_effect' || (effect.kind === 'rejected' && !settled.has(event.id)),
  )
}
