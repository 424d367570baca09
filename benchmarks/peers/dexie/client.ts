import { ask } from '../http-of.ts'
import type { ConnectClient } from '../peer.ts'
import { newEvent, type StoredEvent } from './event.ts'

const BATCH = 500

/** A queue of which one batch is under way, as on a device. */
export const connectClient: ConnectClient = async ({ url }) => {
  const queue: { readonly event: StoredEvent; readonly accepted: () => void }[] = []
  let sending = false
  const send = async (): Promise<void> => {
    if (sending) return
    sending = true
    while (queue.length > 0) {
      const batch = queue.splice(0, BATCH)
      await ask(url, '/events/batch', { events: batch.map(({ event }) => event) })
      for (const { accepted } of batch) accepted()
    }
    sending = false
  }
  return {
    add: (id, _, item) =>
      new Promise((accepted, failed) => {
        queue.push({ event: newEvent(id, { type: 'item_added', item }), accepted })
        // Those that are recorded in one task go in one batch.
        queueMicrotask(() => void send().catch(failed))
      }),
  }
}
