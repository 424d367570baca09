import type { EventRecord } from '@docket/core'
import { itemAdded } from '../order/order-payloads.ts'

/** By item id; also of items that are no longer on the order. */
export type ItemNames = ReadonlyMap<string, string>

export function itemNamesOf(history: readonly { readonly event: EventRecord }[]): ItemNames {
  const names = new Map<string, string>()
  for (const { event } of history) {
    if (event.type !== 'item_added') continue
    const { data } = itemAdded.safeParse(event.payload)
    if (data !== undefined && !names.has(data.item.id)) names.set(data.item.id, data.item.name)
  }
  return names
}

export function itemName(names: ItemNames, itemId: string | undefined): string {
  return names.get(itemId ?? '') ?? 'an unknown item'
}
