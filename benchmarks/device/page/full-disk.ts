import type { Store } from '@docket/core'
import { order } from '../../core/order.ts'
import { type Disk, openOrder, openTill, storageOf, type TillOrder } from './till.ts'

let full: { readonly till: Store; readonly doc: TillOrder; readonly recorded: number } | undefined

interface FullDisk {
  /** What the store says. */
  readonly error: string
  readonly unsaved: number
  /** The save state of an event that is recorded now, once the state has it. */
  readonly next: string | undefined
}

/** Records until the store says that something is wrong, and then once more. */
export async function recordUntilFull(disk: Disk): Promise<FullDisk> {
  const till = openTill(storageOf(disk))
  const doc = openOrder(till, 'o')
  await Promise.all([till.ready, doc.loaded])
  for (let recorded = 1; recorded < 100; recorded++) {
    const item = { id: `item-${recorded}`, name: noise(200_000), quantity: 1, price_minor: 100 }
    const { saved } = doc.record('item_added', { item })
    const failed = new Promise<string>((resolve) => {
      till.subscribeStatus(() => {
        const { error } = till.status()
        if (error !== undefined) resolve(`${error.code}: ${error.message}`)
      })
    })
    const error = await Promise.race([saved, failed])
    if (error === undefined) continue
    doc.record('item_added', { item: { id: 'one-more', name: 'one more', quantity: 1, price_minor: 100 } })
    full = { till, doc, recorded: recorded + 1 }
    const next = doc.state.items.at(-1)?.id === 'one-more' ? doc.history().at(-1)?.saveState : undefined
    return { error, unsaved: doc.status.unsaved, next }
  }
  throw new Error('The disk does not become full')
}

/** Waits until all is saved, by itself, and gives how many of the events the next session finds, and the store's trouble. */
export async function whenThereIsRoom(
  disk: Disk,
): Promise<{ readonly lost: number; readonly unsaved: number; readonly error: string | undefined }> {
  if (full === undefined) throw new Error('The disk is not full')
  const { till, doc, recorded } = full
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (doc.status.unsaved === 0 && till.status().unsaved === 0) resolve()
    }
    till.subscribeStatus(look)
    look()
  })
  const { unsaved, error } = till.status()
  await till.close()
  const next = openTill(storageOf(disk))
  const again = next.open(order, 'o')
  await again.loaded
  const lost = recorded - again.state.items.length
  await next.close()
  return { lost, unsaved, error: error?.message }
}

/** Text that a disk cannot compress. */
function noise(length: number): string {
  const bytes = Array.from({ length: length / 50_000 }, () => crypto.getRandomValues(new Uint8Array(25_000)))
  return bytes.map((part) => Array.from(part, (byte) => byte.toString(36).padStart(2, '0')).join('')).join('')
}
