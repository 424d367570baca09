import type { Link, NetworkOptions, SocketNetwork } from './link.ts'
import type { SimProcess } from './sim-process.ts'
import type { ServerEnd } from './sim-server.ts'
import { SimSocket } from './sim-socket.ts'

/** Sockets between devices and the server: slow, unreliable, and each in its order. */
export class Network implements SocketNetwork {
  readonly options: NetworkOptions
  readonly #links = new Map<SimProcess, Link>()
  #server: { readonly owner: SimProcess; readonly accept: (end: ServerEnd) => void } | undefined

  constructor(options: NetworkOptions) {
    this.options = options
  }

  /** A device's process is on this link from now on. */
  join(process: SimProcess, link: Link): void {
    this.#links.set(process, link)
  }

  serve(owner: SimProcess, accept: (end: ServerEnd) => void): void {
    this.#server = { owner, accept }
  }

  /** The process that serves, if any does. */
  get server(): { readonly owner: SimProcess; readonly accept: (end: ServerEnd) => void } | undefined {
    return this.#server?.owner.isAlive ? this.#server : undefined
  }

  /** A new socket of whoever runs. */
  connect(): SimSocket {
    const process = this.options.loop.current
    const link = process && this.#links.get(process)
    if (process === undefined || link === undefined) throw new Error('only devices of the simulation have a network')
    const socket = new SimSocket(this, process, link)
    link.sockets.add(socket)
    return socket
  }

  /** Its connections break: each side finds out in its own time. */
  cut(link: Link): void {
    link.isCut = true
    for (const socket of [...link.sockets]) socket.break()
  }

  /** From now on nothing gets through, either way. */
  partition(link: Link): void {
    link.isPartitioned = true
    for (const socket of link.sockets) socket.stop()
  }

  mend(link: Link): void {
    link.isCut = false
    link.isPartitioned = false
    for (const socket of link.sockets) socket.resume()
  }

  /** The process has died: whoever was connected to it may hear of that. */
  died(process: SimProcess): void {
    for (const link of new Set(this.#links.values()))
      for (const socket of [...link.sockets]) if (socket.isOf(process)) socket.break()
    this.#links.delete(process)
  }
}
