import { createStore, type EventRecord, type HistoryEntry, hocuspocusTransport, type Store } from '@docket/core'
import { order } from '../../core/order.ts'
import { createRandom } from '../../lib/random.ts'
import { type Disk, nextTask, recordNth, storageOf } from './till.ts'

export interface Account {
  readonly disk: Disk
  readonly url: string
  readonly token: string
  readonly tenant: string
  readonly device: string
}

/** A part of a day without a network. */
export interface Shift {
  readonly seed: number
  readonly orders: number
  readonly events: number
  /** What the device's clock says at its beginning and end, ms since the epoch. */
  readonly fromMs: number
  readonly toMs: number
}

export interface TillView {
  readonly orders: Readonly<Record<string, { readonly history: readonly HistoryEntry[]; readonly state: unknown }>>
  readonly unsaved: number
  readonly uncommitted: number
}

/** A tap may record more than one. */
const EVENTS_A_TASK = 4

let nowMs: number | undefined
let till: Store | undefined

function tillOf({ disk, url, token, tenant, device }: Account): Store {
  till ??= createStore({
    tenant,
    user: 'ann',
    device,
    entities: [order],
    storage: storageOf(disk),
    transport: hocuspocusTransport({ url, token, maxRetryDelayMs: 300 }),
    clock: { now: () => nowMs ?? Date.now() },
  })
  return till
}

/** Records a shift's events, each in some order; gives them when all are saved. The page may then be left at once. */
export async function workOffline(account: Account, shift: Shift): Promise<readonly EventRecord[]> {
  const store = tillOf(account)
  const random = createRandom(shift.seed)
  const recorded: EventRecord[] = []
  const saved: Promise<void>[] = []
  await store.ready
  for (let index = 0; index < shift.events; index++) {
    nowMs = Math.round(shift.fromMs + ((shift.toMs - shift.fromMs) * index) / shift.events)
    const doc = store.open(order, `o${random.int(shift.orders)}`)
    await doc.loaded
    const receipt = recordNth(doc, doc.status.events)
    recorded.push(receipt.event)
    saved.push(receipt.saved)
    doc.close()
    if (index % EVENTS_A_TASK === 0) await nextTask()
  }
  await Promise.all(saved)
  return recorded
}

/** Resolves when the till is online and nothing of it waits. */
export async function connectAfterDay(account: Account): Promise<void> {
  nowMs = undefined
  const store = tillOf(account)
  await store.ready
  await until(store.subscribeStatus, () => {
    const { connection, unsaved, uncommitted } = store.status()
    return connection === 'online' && unsaved === 0 && uncommitted === 0
  })
}

/** All that a till shows once it is in step with the server, which has so many orders. */
export async function readTill(account: Account, count: number): Promise<TillView> {
  const store = tillOf(account)
  await connectAfterDay(account)
  const list = store.list(order)
  await until(list.subscribe, () => list.rows().length >= count)
  const orders: Record<string, TillView['orders'][string]> = {}
  for (const { id } of list.rows()) {
    const doc = store.open(order, id)
    await until(doc.subscribe.bind(doc), () => doc.status.synced && doc.status.uncommitted === 0)
    orders[id] = { history: doc.history(), state: doc.state }
    doc.close()
  }
  const { unsaved, uncommitted } = store.status()
  return { orders, unsaved, uncommitted }
}

function until(subscribe: (listener: () => void) => () => void, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!isSo()) return
      stop()
      resolve()
    }
    const stop = subscribe(look)
    look()
  })
}
