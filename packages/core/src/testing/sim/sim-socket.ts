import type { ConnectionNetwork, Link, LinkedConnection } from './link.ts'
import { Pipe } from './pipe.ts'
import { ServerSide } from './server-side.ts'
import type { SimProcess } from './sim-process.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3

/** A device's WebSocket, as far as a transport uses one, and the server's end of it. */
export class SimSocket implements LinkedConnection {
  static readonly OPEN: number = OPEN
  binaryType: string = 'arraybuffer'
  onopen: (() => void) | null = null
  onmessage: ((message: { readonly data: ArrayBuffer }) => void) | null = null
  onclose: (() => void) | null = null
  readyState: number = CONNECTING
  readonly #network: ConnectionNetwork
  readonly #owner: SimProcess
  readonly #link: Link
  readonly #toDevice: Pipe
  #server: ServerSide | undefined

  constructor(network: ConnectionNetwork, owner: SimProcess, link: Link) {
    this.#network = network
    this.#owner = owner
    this.#link = link
    const { loop, random } = network.options
    this.#toDevice = new Pipe({ loop, random, owner, what: 'the network brings' })
    loop.after(random.between(1, 30), network.options.world, 'a device connects', () => this.#connect())
  }

  /** Whose it is. */
  get name(): string {
    return this.#link.name
  }

  /** Whose device it is. */
  get tenant(): string {
    return this.#link.tenant
  }

  isOf(process: SimProcess): boolean {
    return this.#owner === process || this.#server?.owner === process
  }

  send(frame: Uint8Array): void {
    if (this.readyState === OPEN) this.#server?.travels(frame.slice())
  }

  close(): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    if (this.#server === undefined) this.forget()
    else this.#server.ends(true)
  }

  /** The network gives it up. Each side finds out for itself: the device now, later or by silence, the server later. */
  break(): void {
    const { loop, random } = this.#network.options
    this.#toDevice.break()
    this.#server?.ends(false)
    if (random.chance(0.7)) loop.after(random.between(0, 2_000), this.#owner, 'a socket breaks', () => this.#lost())
    this.forget()
  }

  /** A partition has begun. */
  stop(): void {
    this.#toDevice.stop()
    this.#server?.stop()
  }

  /** The partition has ended. */
  resume(): void {
    this.#toDevice.resume()
    this.#server?.resume()
  }

  /** From the server. */
  arrives(frame: Uint8Array): void {
    const data = frame.slice().buffer
    this.#network.options.watch.toDevice(this, frame)
    this.#put(() => {
      if (this.readyState === OPEN) this.onmessage?.({ data })
    })
  }

  /** The server has said goodbye. */
  farewell(): void {
    this.#put(() => this.#lost())
  }

  #put(deliver: () => void): void {
    if (this.#link.isPartitioned) this.#toDevice.stop()
    this.#toDevice.put(deliver)
  }

  #connect(): void {
    const { server } = this.#network
    const { isCut, isPartitioned } = this.#link
    if (this.readyState !== CONNECTING || !this.#owner.isAlive) return
    if (isPartitioned) return
    if (isCut || server === undefined) {
      this.#network.options.loop.after(1, this.#owner, 'a connection is refused', () => this.#lost())
      return
    }
    const side = new ServerSide(this.#network, server.owner, this, this.#link)
    this.#server = side
    this.#network.options.loop.after(0, server.owner, 'a connection is accepted', () => server.doors.accept(side))
    this.#put(() => {
      if (this.readyState !== CONNECTING) return
      this.readyState = OPEN
      this.onopen?.()
    })
  }

  #lost(): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.onclose?.()
  }

  /** Neither side has it open. */
  forget(): void {
    this.#link.connections.delete(this)
  }
}
