import type { HistoryEntry, SaveState } from '@docket/core'

const SAFETY: Readonly<Record<SaveState, number>> = { recorded: 0, saved: 1, rejected: 2, committed: 2 }

/** How safe each line of an order is: as safe as the least safe event that made it what it is. */
export function saveStatesByItem(history: readonly HistoryEntry[]): ReadonlyMap<string, SaveState> {
  const states = new Map<string, SaveState>()
  for (const { event, effect, saveState } of history) {
    const itemId = itemIdOf(event)
    if (itemId === undefined || effect.kind !== 'applied') continue
    const known = states.get(itemId)
    if (known === undefined || SAFETY[saveState] < SAFETY[known]) states.set(itemId, saveState)
  }
  return states
}

function itemIdOf({ payload }: HistoryEntry['event']): string | undefined {
  const { item, item_id } = payload
  if (typeof item_id === 'string') return item_id
  const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
  return typeof id === 'string' ? id : undefined
}
