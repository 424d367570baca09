import {
  createStore,
  documentName,
  memoryStorage,
  type Receipt,
  type Storage,
  type Store,
  type Transport,
} from '@docket/core'
import * as Y from 'yjs'
import { eventOf, order } from './order.ts'

const TENANT = 'bench'
const nameOf = (id: string): string => documentName({ tenant: TENANT, entity: 'order', id })

export function openTill(storage: Storage, transport?: Transport): Store {
  const options = { tenant: TENANT, user: 'ann', device: 'till', entities: [order], storage }
  return createStore(transport === undefined ? options : { ...options, transport })
}

/** An order of a till as this benchmark uses it. */
export interface OpenOrder {
  /** Records the n-th event. */
  record(n: number): Receipt
  subscribe(listener: () => void): () => void
}

export async function openOrder(till: Store, id: string): Promise<OpenOrder> {
  const doc = till.open(order, id)
  await doc.loaded
  return {
    record(n) {
      const [type, payload] = eventOf(n)
      return type === 'item_added' ? doc.record(type, payload) : doc.record(type, payload)
    },
    subscribe: (listener) => doc.subscribe(listener),
  }
}

/** The bytes of an order with that many events. */
export async function orderWith(events: number): Promise<Uint8Array> {
  const storage = memoryStorage()
  const till = openTill(storage)
  const open = await openOrder(till, 'o')
  for (let n = 0; n < events; n++) open.record(n)
  await till.close()
  const doc = new Y.Doc()
  await storage.openDocument(nameOf('o'), doc).loaded
  return Y.encodeStateAsUpdate(doc)
}

/** A disk that holds this order under each of the ids, all of it committed. */
export async function diskWith(bytes: Uint8Array, ids: readonly string[]): Promise<Storage> {
  const storage = memoryStorage()
  for (const id of ids) {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, bytes)
    const stored = storage.openDocument(nameOf(id), doc)
    await stored.loaded
    await stored.writeCommitted([...Y.decodeStateVector(Y.encodeStateVector(doc))])
    await stored.close()
  }
  return storage
}
