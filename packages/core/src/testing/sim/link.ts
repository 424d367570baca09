import type { EventLoop } from './event-loop.ts'
import type { Random } from './random.ts'
import type { SimProcess } from './sim-process.ts'
import type { ServerEnd } from './sim-server.ts'

/** A device's end of a connection, as the network and who listens to it see it. */
export interface LinkedSocket {
  /** Whose device it is. */
  readonly name: string
  readonly tenant: string
  isOf(process: SimProcess): boolean
  break(): void
  stop(): void
  resume(): void
}

/** Hears all that goes over the network. */
export interface WireWatch {
  /** A device's frame has reached the server. */
  toServer(socket: LinkedSocket, frame: Uint8Array): void
  /** The server has sent a frame. */
  toDevice(socket: LinkedSocket, frame: Uint8Array): void
}

/** How the network is, between one device and the server. */
export interface Link {
  readonly name: string
  readonly tenant: string
  /** Nothing gets through, and nobody hears of it. */
  isPartitioned: boolean
  /** No connection is made. */
  isCut: boolean
  readonly sockets: Set<LinkedSocket>
}

export interface NetworkOptions {
  readonly loop: EventLoop
  readonly random: Random
  readonly watch: WireWatch
  /** What moves frames when neither side runs. */
  readonly world: SimProcess
}

/** What sockets need of their network. */
export interface SocketNetwork {
  readonly options: NetworkOptions
  /** The process that serves, if any does. */
  readonly server: { readonly owner: SimProcess; readonly accept: (end: ServerEnd) => void } | undefined
}
