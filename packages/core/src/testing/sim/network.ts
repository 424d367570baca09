import type { ConnectionNetwork, Link, NetworkOptions, Serving } from './link.ts'
import type { SimProcess } from './sim-process.ts'
import { type HttpQuestion, SimRequest } from './sim-request.ts'
import type { SimDoors } from './sim-server.ts'
import { SimSocket } from './sim-socket.ts'

/** What is between devices and the server: slow, unreliable; sockets keep their order, requests keep none. */
export class Network implements ConnectionNetwork {
  readonly options: NetworkOptions
  readonly #links = new Map<SimProcess, Link>()
  #server: Serving | undefined

  constructor(options: NetworkOptions) {
    this.options = options
  }

  /** A device's process is on this link from now on. */
  join(process: SimProcess, link: Link): void {
    this.#links.set(process, link)
  }

  serve(owner: SimProcess, doors: SimDoors): void {
    this.#server = { owner, doors }
  }

  /** The process that serves, if any does. */
  get server(): Serving | undefined {
    return this.#server?.owner.isAlive ? this.#server : undefined
  }

  /** A new socket of whoever runs. */
  connect(): SimSocket {
    const { process, link } = this.#caller()
    const socket = new SimSocket(this, process, link)
    link.connections.add(socket)
    return socket
  }

  /** Of whoever runs, as `fetch`. */
  request(question: HttpQuestion): Promise<Response> {
    const { process, link } = this.#caller()
    return new SimRequest(this, process, link, question).answer
  }

  /** Its connections break: each side finds out in its own time. */
  cut(link: Link): void {
    link.isCut = true
    for (const connection of [...link.connections]) connection.break()
  }

  /** From now on nothing gets through, either way. */
  partition(link: Link): void {
    link.isPartitioned = true
    for (const connection of link.connections) connection.stop()
  }

  mend(link: Link): void {
    link.isCut = false
    link.isPartitioned = false
    link.hasBadProxy = false
    for (const connection of link.connections) connection.resume()
  }

  /** The process has died: whoever was connected to it may hear of that. */
  died(process: SimProcess): void {
    for (const link of new Set(this.#links.values()))
      for (const connection of [...link.connections]) if (connection.isOf(process)) connection.break()
    this.#links.delete(process)
  }

  #caller(): { readonly process: SimProcess; readonly link: Link } {
    const process = this.options.loop.current
    const link = process && this.#links.get(process)
    if (process === undefined || link === undefined) throw new Error('only devices of the simulation have a network')
    return { process, link }
  }
}
