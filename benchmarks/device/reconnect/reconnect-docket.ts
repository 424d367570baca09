import { createStore, hocuspocusTransport, memoryStorage, type Storage, type Store } from '@docket/core'
import { counter } from '../../server/subjects/counter.ts'
import type { Absence } from './absence.ts'

/** From a device's coming back until Postgres has all its events, it knows that, and another device shows them; ms. */
export async function reconnectDocket(absence: Absence): Promise<number> {
  const { ids, events } = absence
  const disk = memoryStorage()
  await recordOffline(absence, disk)
  const watcher = openStore(absence, 'watcher', memoryStorage())
  const watched = ids.map((id) => watcher.open(counter, id))
  await Promise.all(watched.map((doc) => until(doc.subscribe.bind(doc), () => doc.status.synced)))

  const startMs = performance.now()
  const device = openStore(absence, 'device', disk)
  await device.ready
  await Promise.all([
    until(device.subscribeStatus, () => device.status().uncommitted === 0),
    ...watched.map((doc) => until(doc.subscribe.bind(doc), () => doc.status.events === events)),
  ])
  const ms = performance.now() - startMs
  await Promise.all([device.close(), watcher.close()])
  return ms
}

async function recordOffline({ ids, events, tenant }: Absence, disk: Storage): Promise<void> {
  const offline = createStore({ tenant, user: 'ann', device: 'device', entities: [counter], storage: disk })
  for (const id of ids) {
    const doc = offline.open(counter, id)
    await doc.loaded
    for (let n = 0; n < events; n++) doc.record('added', { n })
  }
  await offline.close()
}

function openStore({ url, token, tenant }: Absence, device: string, storage: Storage): Store {
  const transport = hocuspocusTransport({ url, token })
  return createStore({ tenant, user: 'ann', device, entities: [counter], storage, transport })
}

/** Resolves when it is so. */
function until(subscribe: (listener: () => void) => () => void, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = subscribe(() => check())
    const check = (): void => {
      if (!isSo()) return
      stop()
      resolve()
    }
    check()
  })
}
