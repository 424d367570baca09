import { ask } from '../http-of.ts'
import type { ConnectClient } from '../peer.ts'
import { changed, type OrderDocument } from './order-document.ts'

type State = OrderDocument & { readonly _deleted: false }

/** What RxDB sends: the newest state of all orders that changed, one push under way. */
export const connectClient: ConnectClient = async ({ url }) => {
  const orders = new Map<string, { now: State; master?: State }>()
  let waiting: { readonly id: string; readonly resolve: () => void }[] = []
  let pushing = false
  const push = async (): Promise<void> => {
    if (pushing) return
    pushing = true
    while (waiting.length > 0) {
      const sent = waiting
      waiting = []
      const ids = [...new Set(sent.map(({ id }) => id))]
      const rows = ids.flatMap((id) => {
        const order = orders.get(id)
        return order === undefined ? [] : [{ assumedMasterState: order.master, newDocumentState: order.now }]
      })
      const conflicts = await ask<unknown[]>(url, '/push', rows)
      if (conflicts.length > 0) throw new Error('a conflict where one client writes alone')
      for (const { newDocumentState } of rows) {
        const order = orders.get(newDocumentState.id)
        if (order !== undefined) order.master = newDocumentState
      }
      for (const { resolve } of sent) resolve()
    }
    pushing = false
  }
  return {
    add(id, _, item) {
      const order = orders.get(id) ?? { now: { id, table_number: 1, status: 'open', items: {}, _deleted: false } }
      order.now = changed(order.now, { type: 'item_added', item })
      orders.set(id, order)
      return new Promise((resolve, reject) => {
        waiting.push({ id, resolve })
        queueMicrotask(() => void push().catch(reject))
      })
    },
  }
}
