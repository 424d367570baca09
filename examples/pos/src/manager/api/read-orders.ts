import { OrderEvents } from '../../books/order-events.ts'
import type { OrderTrail } from '../../books/order-trail.ts'
import type { ManagerApi } from './manager-api.ts'

/** Fetches the whole trails of these orders, a few at a time. */
export async function readWhole(api: ManagerApi, orders: OrderEvents, ids: readonly string[]): Promise<void> {
  const waiting = [...ids]
  const readNext = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) orders.add(await api.orderEvents(id))
  }
  await Promise.all([readNext(), readNext(), readNext(), readNext()])
}

export interface ReadPeriod {
  /** Whole trails of all orders of which an event is in the period. */
  readonly trails: readonly OrderTrail[]
  /** The number of the last event in it. */
  readonly toSeq: number
}

/** Reads a period of the ledger; up to its end, unless told. */
export async function readPeriod(api: ManagerApi, fromSeq: number, toSeq?: number): Promise<ReadPeriod> {
  const orders = new OrderEvents()
  for (let after = fromSeq - 1; ; ) {
    const { events, next, isLast } = await api.eventsSince({ after })
    orders.add(events.filter(({ seq }) => toSeq === undefined || seq <= toSeq))
    after = next
    if (!isLast && (toSeq === undefined || next < toSeq)) continue
    await readWhole(api, orders, orders.withoutBeginning())
    return { trails: orders.trails(), toSeq: toSeq ?? next }
  }
}
