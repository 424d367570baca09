import { EventTable } from './event-table.ts'
import { nextTask, openOrder, openTill, recordNth, storageOf, timed } from './till.ts'

/** How often ours is measured while the other one is measured once. */
const OURS_A_TURN = 10
const WARM_UP_TURNS = 3

/** One event until the order's new state is there, in an order of so many events; in turns, ms each. */
export async function recordToState(
  events: number,
  turns: number,
): Promise<{ readonly docket: number[]; readonly dexie: number[] }> {
  const till = openTill(storageOf('oneDatabaseStorage'), `state-${Date.now()}`)
  const doc = openOrder(till, 'o')
  await doc.loaded
  let n = 0
  while (n < events) recordNth(doc, n++)
  const table = new EventTable(`state-${Date.now()}`)
  await table.fill(['o'], events)

  const docket: number[] = []
  const dexie: number[] = []
  for (let turn = 0; turn < WARM_UP_TURNS + turns; turn++) {
    const ours: number[] = []
    for (let once = 0; once < OURS_A_TURN; once++) {
      await nextTask()
      const before = doc.state
      const startMs = performance.now()
      recordNth(doc, n++)
      const { state } = doc
      ours.push(performance.now() - startMs)
      if (state === before) throw new Error('The state is the old one')
    }
    await nextTask()
    const theirs = await timed(async () => {
      await table.append('o', events + turn)
      await table.readOrder('o')
    })
    if (turn < WARM_UP_TURNS) continue
    docket.push(...ours)
    dexie.push(theirs)
  }
  await till.close()
  await table.delete()
  return { docket, dexie }
}
