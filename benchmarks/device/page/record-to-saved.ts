import { DISKS, type Disk, nextTask, openOrder, openTill, recordNth, storageOf, timed } from './till.ts'

/** Events that are recorded before it is measured. */
const WARM_UP = 20

export type SaveTimes = Readonly<Record<Disk | 'bare', number[]>>

/** `record` until `saved`, beside one bare strict transaction that puts as much; in turns, ms each. */
export async function recordToSaved(count: number): Promise<SaveTimes> {
  const times: SaveTimes = { indexeddbStorage: [], oneDatabaseStorage: [], bare: [] }
  const bare = await openBare()
  const tills = DISKS.map((disk) => ({ disk, till: openTill(storageOf(disk), `saving-${disk}-${Date.now()}`) }))
  const docs = await Promise.all(
    tills.map(async ({ disk, till }) => {
      const doc = openOrder(till, 'o')
      await Promise.all([till.ready, doc.loaded])
      return { disk, doc }
    }),
  )
  for (let n = 0; n < WARM_UP + count; n++) {
    const round: [keyof SaveTimes, number][] = []
    await nextTask()
    round.push(['bare', await timed(() => putStrictly(bare))])
    for (const { disk, doc } of docs) {
      await nextTask()
      round.push([disk, await timed(() => recordNth(doc, n).saved)])
    }
    if (n >= WARM_UP) for (const [subject, ms] of round) times[subject].push(ms)
  }
  await Promise.all(tills.map(({ till }) => till.close()))
  bare.close()
  return times
}

function openBare(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('bare', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('rows', { autoIncrement: true })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** About the bytes of an event's update. */
const ROW = new Uint8Array(300)

function putStrictly(db: IDBDatabase): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = db.transaction('rows', 'readwrite', { durability: 'strict' })
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    transaction.objectStore('rows').add(ROW)
    transaction.commit()
  })
}
