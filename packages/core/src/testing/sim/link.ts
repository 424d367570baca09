import type { EventLoop } from './event-loop.ts'
import type { Random } from './random.ts'
import type { SimProcess } from './sim-process.ts'
import type { SimDoors } from './sim-server.ts'

/** A device's end of a connection, a socket or a request, as the network and who listens to it see it. */
export interface LinkedConnection {
  /** Whose device it is. */
  readonly name: string
  readonly tenant: string
  isOf(process: SimProcess): boolean
  break(): void
  stop(): void
  resume(): void
}

/** Hears all that goes over sockets. */
export interface SocketWatch {
  /** A device's frame has reached the server. */
  toServer(socket: LinkedConnection, frame: Uint8Array): void
  /** The server has sent a frame. */
  toDevice(socket: LinkedConnection, frame: Uint8Array): void
}

/** Hears all that goes by HTTP. */
export interface RequestWatch {
  /** A device's request has reached the server; perhaps not for the first time. */
  asked(request: LinkedConnection, body: string): void
  /** The server has answered it. */
  answered(request: LinkedConnection, body: string): void
}

/** How the network is, between one device and the server. */
export interface Link {
  readonly name: string
  readonly tenant: string
  /** Nothing gets through, and nobody hears of it. */
  isPartitioned: boolean
  /** No connection is made. */
  isCut: boolean
  /** What stands between doubles, delays and loses requests. */
  hasBadProxy: boolean
  readonly connections: Set<LinkedConnection>
}

export interface NetworkOptions {
  readonly loop: EventLoop
  readonly random: Random
  readonly watch: SocketWatch & RequestWatch
  /** What moves frames when neither side runs. */
  readonly world: SimProcess
}

/** A server that runs. */
export interface Serving {
  readonly owner: SimProcess
  readonly doors: SimDoors
}

/** What connections need of their network. */
export interface ConnectionNetwork {
  readonly options: NetworkOptions
  /** The process that serves, if any does. */
  readonly server: Serving | undefined
}
