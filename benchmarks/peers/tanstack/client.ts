import { ask } from '../http-of.ts'
import type { ConnectClient } from '../peer.ts'

/** What the offline transactions send: one change at a time, in their order. */
export const connectClient: ConnectClient = async ({ url }) => {
  let before = Promise.resolve<unknown>(undefined)
  return {
    async add(id, _, item) {
      const change = { id, change: { type: 'item_added', item }, idempotencyKey: crypto.randomUUID() }
      before = before.then(() => ask(url, '/changes', change))
      await before
    },
  }
}
