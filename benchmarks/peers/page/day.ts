import { nextTask } from '../../device/page/till.ts'
import { applyChange, newOrder, totalOf } from '../order.ts'
import { changesOfOrder, orderId } from '../work.ts'
import type { Screen } from './screen.ts'

/** ms a change. */
export interface DayTimes {
  /** Until the order on the screen shows it. */
  readonly shownMs: number[]
  /** Until the list shows it. */
  readonly listedMs: number[]
  /** Until it is on this device's disk. */
  readonly savedMs: number[]
}

/** Works on so many tables at once, one change after the other, until all are paid. */
export async function workADay(screen: Screen, count: number): Promise<DayTimes> {
  const ids = Array.from({ length: count }, (_, n) => orderId(n))
  for (const [n, id] of ids.entries()) {
    await screen.device.create(id, n + 1)
    await screen.open(id)
    await screen.whenOrder(id, newOrder(n + 1))
    await screen.when(() => screen.rows.has(id))
  }
  const times: DayTimes = { shownMs: [], listedMs: [], savedMs: [] }
  for (const change of changesOfOrder()) {
    for (const id of ids) {
      await nextTask()
      const before = screen.orders.get(id)
      if (before === undefined) throw new Error(`${id} is not shown`)
      const after = applyChange(before, change)
      const total = totalOf(after)
      const startMs = performance.now()
      const saved = screen.device.change(id, change).then(() => performance.now())
      const listed = screen.when(() => {
        const row = screen.rows.get(id)
        return after.status === 'paid' ? row === undefined : row?.total_minor === total && row.status === after.status
      })
      const shown = screen.whenOrder(id, after)
      times.shownMs.push((await shown) - startMs)
      times.listedMs.push((await listed) - startMs)
      times.savedMs.push((await saved) - startMs)
    }
  }
  await screen.device.safe()
  return times
}
