import type { Change, Item, Order, Row } from './order.ts'

/** How to reach a peer's server. */
export interface Login {
  /** Of its WebSocket, `ws://127.0.0.1:<port>/sync`; HTTP is on the same port. */
  readonly url: string
  /** For those that ask who is there. */
  readonly token: string
}

export interface DeviceOptions extends Login {
  readonly device: string
  /** False: the network is away until `connect`. */
  readonly online: boolean
}

/** A till: what each peer's `device.ts` makes of it, in a browser. */
export interface Device {
  /** Shows the open orders, now and whenever one of them is another; resolves when the first list is shown. */
  list(show: (rows: readonly Row[]) => void): Promise<void>
  /** Begins an order; resolves when it is on this device's disk. */
  create(id: string, table: number): Promise<void>
  /** Shows an order as soon as there is something of it, and whenever it changes; resolves when the disk was read. */
  open(id: string, show: (order: Order) => void): Promise<void>
  /** Changes an order that is open; resolves when that is on this device's disk. */
  change(id: string, change: Change): Promise<void>
  connect(): Promise<void> | void
  /** Resolves when the peer says that the server has all that this device did. */
  safe(): Promise<void>
  close(): Promise<void>
}

export type OpenDevice = (options: DeviceOptions) => Promise<Device>

/** One of many clients that load a server, in Node, as light as the peer's protocol lets it be: each peer's `client.ts`. */
export interface LoadClient {
  /** Adds the n-th item to an order, which its first item begins; resolves when the server says that it has it. */
  add(id: string, n: number, item: Item): Promise<void>
}

export type ConnectClient = (login: Login) => Promise<LoadClient>

/** Where a peer's server keeps things. */
export interface ServerDisk {
  readonly databaseUrl: string
  readonly folder: string
}

/** What the server's disk has of these orders, read past the server: each peer's `stored.ts`. */
export type ReadStored = (disk: ServerDisk, ids: readonly string[]) => Promise<ReadonlyMap<string, Order>>
