import { IndexedDBAdapter } from '@tanstack/offline-transactions'

const listeners = new Set<() => void>()
let count: number | undefined

/** What waits on this device's disk to be sent. The outbox tells nobody when it changes, so its storage does. */
export class OutboxStorage extends IndexedDBAdapter {
  override async set(key: string, value: string): Promise<void> {
    await super.set(key, value)
    await this.keys()
  }

  override async delete(key: string): Promise<void> {
    await super.delete(key)
    await this.keys()
  }

  override async keys(): Promise<string[]> {
    const keys = await super.keys()
    told(keys.length)
    return keys
  }
}

function told(now: number): void {
  count = now
  for (const listener of listeners) listener()
}

export function subscribeWaiting(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Undefined until the disk was read. */
export const waiting = () => count
