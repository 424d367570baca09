import { order } from '../../core/order.ts'
import { EventTable } from './event-table.ts'
import { idsOf, nextTask, openOrder, openTill, recordNth, storageOf, timed } from './till.ts'

const OURS_A_TURN = 20
const WARM_UP_TURNS = 1

/**
 * One event in one order until the list of all orders is there anew, in turns, ms each. The documents are on disk
 * (`fillDocuments`); the table is filled here.
 */
export async function listAfterEvent(
  orders: number,
  events: number,
  turns: number,
): Promise<{ readonly docket: number[]; readonly dexie: number[] }> {
  const ids = idsOf(orders)
  const till = openTill(storageOf('oneDatabaseStorage'))
  const docs = ids.slice(0, OURS_A_TURN).map((id) => openOrder(till, id))
  await Promise.all([till.ready, ...docs.map(({ loaded }) => loaded)])
  const list = till.list(order, { orderBy: 'table_number' })
  if (list.rows().length !== orders) throw new Error('Not all orders are listed')
  const table = new EventTable(`list-${Date.now()}`)
  await table.fill(ids, events)

  const docket: number[] = []
  const dexie: number[] = []
  for (let turn = 0; turn < WARM_UP_TURNS + turns; turn++) {
    const ours: number[] = []
    for (const doc of docs) {
      await nextTask()
      ours.push(
        await timed(
          () =>
            new Promise<void>((resolve) => {
              const before = list.rows()
              const stop = list.subscribe(() => {
                if (list.rows() === before) return
                stop()
                resolve()
              })
              recordNth(doc, doc.status.events)
            }),
        ),
      )
    }
    await nextTask()
    const theirs = await timed(async () => {
      await table.append('o0', events + turn)
      const all = await table.materializeOrders()
      if (all.length !== orders) throw new Error('Not all orders are listed')
    })
    if (turn < WARM_UP_TURNS) continue
    docket.push(...ours)
    dexie.push(theirs)
  }
  await till.close()
  await table.delete()
  return { docket, dexie }
}
