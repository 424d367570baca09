import type { EventRecord } from '@docket/core'
import { formatMinor } from '../lib/money.ts'
import * as payloads from '../order/order-payloads.ts'
import type { IconName } from '../ui/icon.tsx'
import { type ItemNames, itemName } from './item-names.ts'

export interface EventDescription {
  readonly icon: IconName
  /** What happened, as a waiter would say it. */
  readonly what: string
}

const CHANGES: Readonly<Record<string, EventDescription>> = {
  open: { icon: 'undo', what: 'Called back from the kitchen' },
  fired: { icon: 'flame', what: 'Sent to the kitchen' },
  served: { icon: 'check', what: 'Served' },
  paid: { icon: 'card', what: 'Paid' },
  void: { icon: 'cancel', what: 'Voided' },
}

/** An event in words. Those that this version of the till does not know are shown by their name. */
export function describeEvent({ type, payload }: EventRecord, names: ItemNames): EventDescription {
  switch (type) {
    case 'created': {
      const { data } = payloads.created.safeParse(payload)
      return { icon: 'tables', what: `Opened table ${data?.table_number ?? '?'}` }
    }
    case 'item_added': {
      const { data } = payloads.itemAdded.safeParse(payload)
      if (data === undefined) break
      const { name, quantity, price_minor } = data.item
      return { icon: 'plus', what: `Added ${quantity} × ${name}, ${formatMinor(price_minor * quantity)}` }
    }
    case 'item_removed': {
      const { data } = payloads.itemRemoved.safeParse(payload)
      return { icon: 'bin', what: `Removed ${itemName(names, data?.item_id)}` }
    }
    case 'item_quantity_changed': {
      const { data } = payloads.itemQuantityChanged.safeParse(payload)
      if (data === undefined) break
      const name = itemName(names, data.item_id)
      if (data.by > 0) return { icon: 'plus', what: `${data.by} more ${name}` }
      return { icon: 'minus', what: `${-data.by} less ${name}` }
    }
    case 'state_changed': {
      const { data } = payloads.stateChanged.safeParse(payload)
      const change = CHANGES[data?.new_status ?? '']
      if (data === undefined || change === undefined) break
      const how = data.payment_method === undefined ? '' : data.payment_method === 'card' ? ' by card' : ' in cash'
      return { ...change, what: `${change.what}${how}${data.reason === undefined ? '' : `: ${data.reason}`}` }
    }
    case 'archived':
      return { icon: 'tables', what: 'Cleared the table' }
    case '$resolved':
      return { icon: 'check', what: payload.action === 'amended' ? 'Settled the refusal' : 'Took note of the refusal' }
  }
  return { icon: 'orders', what: type }
}
