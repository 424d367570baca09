// What the benchmark asks of a page, by `page.evaluate`.
import type { Status } from '../order.ts'
import type { DeviceOptions, OpenDevice } from '../peer.ts'
import { fill, openCold } from './cold.ts'
import { type DayTimes, workADay } from './day.ts'
import { Screen } from './screen.ts'
import { beginShared, openShared, textOfShared, workOnShared } from './shared.ts'

/** Each peer in a file of its own: a page loads no other. */
const PEERS = {
  docket: async () => (await import('../docket/device.ts')).openDevice,
  hocuspocus: async () => (await import('../hocuspocus/device.ts')).openDevice,
  dexie: async () => (await import('../dexie/device.ts')).openDevice,
  automerge: async () => (await import('../automerge/device.ts')).openDevice,
  tanstack: async () => (await import('../tanstack/device.ts')).openDevice,
  rxdb: async () => (await import('../rxdb/device.ts')).openDevice,
  livestore: async () => (await import('../livestore/device.ts')).openDevice,
} satisfies Record<string, () => Promise<OpenDevice>>

export type PeerName = keyof typeof PEERS

let screen: Screen | undefined

function shown(): Screen {
  if (screen === undefined) throw new Error('the till is not started')
  return screen
}

const till = {
  /** Resolves when the list is shown: ms since before the peer's code was loaded. */
  async start(peer: PeerName, options: DeviceOptions): Promise<{ readonly ms: number; readonly rows: number }> {
    const startMs = performance.now()
    screen = await Screen.start(await PEERS[peer](), options)
    return { ms: performance.now() - startMs, rows: screen.rows.size }
  },
  workADay: (count: number): Promise<DayTimes> => workADay(shown(), count),
  beginShared: (count: number) => beginShared(shown(), count),
  openShared: (count: number) => openShared(shown(), count),
  workOnShared: (orders: number, device: string, changes: number) => workOnShared(shown(), orders, device, changes),
  async setStatus(id: string, status: Status): Promise<void> {
    await shown().device.change(id, { type: 'status_changed', status })
  },
  statusOf: (id: string) => shown().orders.get(id)?.status,
  textOfShared: (count: number) => textOfShared(shown(), count),
  rows: () => [...shown().rows.values()],
  fill: (from: number, to: number, open: number) => fill(shown(), from, to, open),
  openCold: (n: number) => openCold(shown(), n),
  connect: () => shown().device.connect(),
  safe: () => shown().device.safe(),
  close: () => shown().device.close(),
}

export type Till = typeof till

declare global {
  interface Window {
    till: Till
  }
}

window.till = till
