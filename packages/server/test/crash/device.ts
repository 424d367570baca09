import { setTimeout as sleep } from 'node:timers/promises'
import { type Closed, RawSocket } from '../raw-socket.ts'
import type { Heard } from '../wire.ts'
import type { DeviceDocument } from './device-document.ts'

const RETRY_MS = 20

/** One device: its documents on one socket, which it opens again whenever it is gone. */
export class Device {
  readonly documents: readonly DeviceDocument[]
  /** How its sockets were closed until now. */
  readonly closures: Closed[] = []
  readonly #byName: ReadonlyMap<string, DeviceDocument>
  readonly #findPort: () => Promise<number>
  /** Of the server that it last connected to. */
  port = 0
  #socket: RawSocket | undefined
  #running: Promise<void> | undefined
  #stopped = false

  /** @param port where the server listens; resolves when there is one */
  constructor(documents: readonly DeviceDocument[], port: () => Promise<number>) {
    this.documents = documents
    this.#byName = new Map(documents.map((document) => [document.plan.name, document]))
    this.#findPort = port
  }

  start(): void {
    this.#running ??= this.#run()
  }

  /** Its socket and all that was under way on it is gone. */
  async disconnected(): Promise<void> {
    await this.#socket?.closed
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#socket?.terminate()
    await this.#running
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.port = await this.#findPort()
      const socket = new RawSocket(this.port)
      this.#socket = socket
      if (await socket.opened()) await this.#use(socket)
      else await sleep(RETRY_MS)
    }
  }

  async #use(socket: RawSocket): Promise<void> {
    socket.onHeard = (address, heard) => this.#hear(socket, address, heard)
    for (const document of this.documents) document.connected((frame) => socket.send(frame))
    this.closures.push(await socket.closed)
    for (const document of this.documents) document.disconnected()
  }

  #hear(socket: RawSocket, address: string, heard: Heard): void {
    // A document that cannot be loaded, because Postgres is down: connect again.
    if (heard.kind === 'denied' || heard.kind === 'closed') socket.terminate()
    else this.#byName.get(address)?.hear(heard)
  }
}
