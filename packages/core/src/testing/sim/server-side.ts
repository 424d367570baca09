import type { ConnectionNetwork, Link, LinkedConnection } from './link.ts'
import { Pipe } from './pipe.ts'
import type { SimProcess } from './sim-process.ts'
import type { ServerEnd } from './sim-server.ts'

/** The other end, as the server's sees it. */
interface DeviceSide extends LinkedConnection {
  /** Something has been sent to it. */
  arrives(frame: Uint8Array): void
  /** The server has said goodbye. */
  farewell(): void
  /** The server's end is closed. */
  forget(): void
}

const OPEN = 1
const CLOSED = 3
const ABNORMAL = 1006

/** The server's end of a simulated socket. */
export class ServerSide implements ServerEnd {
  readonly owner: SimProcess
  readyState: number = OPEN
  readonly #network: ConnectionNetwork
  readonly #device: DeviceSide
  readonly #link: Link
  readonly #toServer: Pipe
  #take: (frame: Uint8Array) => void = () => undefined
  #hear: (code: number, reason: string) => void = () => undefined
  #holds = 0
  readonly #unread: (() => void)[] = []

  constructor(network: ConnectionNetwork, owner: SimProcess, device: DeviceSide, link: Link) {
    this.owner = owner
    this.#network = network
    this.#device = device
    this.#link = link
    const { loop, random } = network.options
    this.#toServer = new Pipe({ loop, random, owner, what: `the network brings from ${link.name}` })
  }

  onFrame(take: (frame: Uint8Array) => void): void {
    this.#take = take
  }

  onClose(hear: (code: number, reason: string) => void): void {
    this.#hear = hear
  }

  send(frame: Uint8Array): void {
    if (this.readyState === OPEN) this.#device.arrives(frame)
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState === CLOSED) return
    this.#device.farewell()
    this.#closed(code, reason)
  }

  hold(): () => void {
    this.#holds++
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      this.#holds--
      while (this.#holds === 0) {
        const next = this.#unread.shift()
        if (next === undefined) return
        next()
      }
    }
  }

  travels(frame: Uint8Array): void {
    this.#put(() => {
      if (this.readyState !== OPEN) return
      this.#network.options.watch.toServer(this.#device, frame)
      this.#take(frame)
    })
  }

  /** @param isOrderly the device has closed it: that comes after what it sent; else what is under way may be lost */
  ends(isOrderly: boolean): void {
    const { loop, random } = this.#network.options
    if (isOrderly && !this.#link.isCut) {
      this.#put(() => this.#closed(ABNORMAL, ''))
      return
    }
    this.#toServer.break()
    loop.after(random.between(0, 30_000), this.owner, 'the server loses a socket', () => this.#closed(ABNORMAL, ''))
  }

  stop(): void {
    this.#toServer.stop()
  }

  resume(): void {
    this.#toServer.resume()
  }

  #put(deliver: () => void): void {
    if (this.#link.isPartitioned) this.#toServer.stop()
    this.#toServer.put(() => {
      if (this.#holds > 0) this.#unread.push(deliver)
      else deliver()
    })
  }

  #closed(code: number, reason: string): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.#device.forget()
    this.#hear(code, reason)
  }
}
