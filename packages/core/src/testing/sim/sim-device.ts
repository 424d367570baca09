import type { Entity, EventSchemas } from '../../entity/entity.ts'
import type { EventRecord } from '../../event/event-record.ts'
import { createStore } from '../../store/create-store.ts'
import { type Receipt, RejectedError } from '../../store/receipt.ts'
import type { EntityDocument, Store } from '../../store/store.ts'
import { hocuspocusTransport } from '../../transport/hocuspocus/hocuspocus-transport.ts'
import { pollingTransport } from '../../transport/polling/polling-transport.ts'
import { sharedTransport } from '../../transport/shared/shared-transport.ts'
import type { EventLoop } from './event-loop.ts'
import type { Link } from './link.ts'
import type { Network } from './network.ts'
import type { SimClock } from './sim-clock.ts'
import type { SimDisk } from './sim-disk.ts'
import type { SimOrigin } from './sim-origin.ts'
import { SimProcess } from './sim-process.ts'
import { simStorage } from './sim-storage.ts'
import { type SimToken, tokenText } from './sim-token.ts'

export type SimDocument = EntityDocument<unknown, EventSchemas>

/** An event that a device has recorded, and what its application was told of it. */
export interface Recorded {
  readonly device: SimDevice
  readonly entity: string
  readonly id: string
  readonly event: EventRecord
  /** Which process of the device recorded it. */
  readonly process: SimProcess
  told: 'nothing' | 'saved' | 'committed' | 'rejected' | 'kept aside'
  /** It was told as saved, whatever it was told since. */
  isSaved: boolean
}

export interface DeviceOptions {
  readonly name: string
  readonly token: SimToken
  readonly entities: readonly Entity[]
  readonly loop: EventLoop
  readonly network: Network
  readonly disk: SimDisk
  readonly clock: SimClock
  /** Does it ask the server by HTTP, for want of WebSockets? */
  readonly isPolling: boolean
  /** What it shares with other tabs of the same device. */
  readonly origin: SimOrigin
  /** The device's first tab, when this is another one. */
  readonly first?: SimDevice | undefined
  /** The application has been told something of an event. */
  onTold(recorded: Recorded): void
}

/** One tab of a device, with what survives it: its disk, its clock, and what it has recorded. */
export class SimDevice {
  readonly options: DeviceOptions
  readonly link: Link
  readonly recorded: Recorded[] = []
  /** The documents on whose disk somebody has put what the server has to refuse. */
  readonly spoilt: Set<string>
  /** Who uses it. */
  user: string
  /** Are there several tabs of this device? */
  hasTabs = false
  #process: SimProcess
  #store: Store | undefined
  #documents = new Map<string, SimDocument>()

  constructor(options: DeviceOptions) {
    this.options = options
    this.user = options.token.subject
    const { name, token, first } = options
    this.spoilt = first?.spoilt ?? new Set()
    this.link = first?.link ?? {
      name,
      tenant: token.tenant,
      isCut: false,
      isPartitioned: false,
      hasBadProxy: false,
      connections: new Set(),
    }
    this.#process = new SimProcess(options.name)
    this.#process.kill()
  }

  get name(): string {
    return this.options.name
  }

  get tenant(): string {
    return this.options.token.tenant
  }

  get process(): SimProcess {
    return this.#process
  }

  get store(): Store | undefined {
    return this.#process.isAlive ? this.#store : undefined
  }

  get documents(): Iterable<SimDocument> {
    return this.#process.isAlive ? this.#documents.values() : []
  }

  /** At once, but not before whatever runs now has ended. */
  start(): void {
    if (this.#process.isAlive) return
    const { name, token, entities, loop, network, disk, clock, first, isPolling } = this.options
    const server = { token: tokenText(token), clock }
    const direct = isPolling
      ? pollingTransport({ url: 'http://simulated/v1/sync', ...server })
      : hocuspocusTransport({ url: 'ws://simulated', ...server })
    const process = new SimProcess(name)
    this.#process = process
    this.#store = undefined
    this.#documents = new Map()
    network.join(process, this.link)
    loop.after(0, process, 'starts', () => {
      this.#store = createStore({
        tenant: token.tenant,
        user: () => this.user,
        device: first?.name ?? name,
        entities,
        storage: simStorage(disk, process),
        transport: this.hasTabs ? sharedTransport(direct, { name: 'simulated' }) : direct,
        clock,
      })
    })
  }

  /** What it had under way is lost, or not: it cannot know. */
  kill(): void {
    if (!this.#process.isAlive) return
    this.#process.kill()
    this.options.network.died(this.#process)
    this.options.origin.died(this.#process)
    this.options.disk.crash(this.#process)
  }

  /** As its program defines it. */
  entity(name: string): Entity {
    const found = this.options.entities.find((entity) => entity.name === name)
    if (found === undefined) throw new RangeError(`${this.name} knows no ${name}`)
    return found
  }

  /** In the name of this device. */
  as(what: string, run: (store: Store) => void): Promise<void> {
    const { store } = this
    return store === undefined ? Promise.resolve() : this.options.loop.as(this.#process, what, () => run(store))
  }

  /** Open, and held. Call it in the name of this device. */
  document(entity: string, id: string): SimDocument {
    const key = `${entity}/${id}`
    const known = this.#documents.get(key)
    if (known !== undefined) return known
    if (this.#store === undefined) throw new Error(`${this.name} has no store`)
    const opened: SimDocument = this.#store.open(this.entity(entity), id)
    this.#documents.set(key, opened)
    return opened
  }

  /** Lets a document go. Call it in the name of this device. */
  leave(entity: string, id: string): void {
    const key = `${entity}/${id}`
    this.#documents.get(key)?.close()
    this.#documents.delete(key)
  }

  /** Keeps what has been recorded, and listens to what becomes of it. */
  keep({ entity, id }: SimDocument, receipt: Receipt): Recorded {
    const recorded: Recorded = {
      device: this,
      entity,
      id,
      // As it was then, whatever anybody does to the object.
      event: JSON.parse(JSON.stringify(receipt.event)) as EventRecord,
      process: this.#process,
      told: 'nothing',
      isSaved: false,
    }
    this.recorded.push(recorded)
    const tell = (told: Recorded['told']): void => {
      if (!recorded.process.isAlive || recorded.told === 'committed' || recorded.told === 'rejected') return
      recorded.told = told
      recorded.isSaved ||= told === 'saved'
      this.options.onTold(recorded)
    }
    receipt.saved.then(
      () => tell('saved'),
      () => undefined,
    )
    receipt.committed.then(
      () => tell('committed'),
      (error: unknown) => tell(error instanceof RejectedError ? 'rejected' : 'kept aside'),
    )
    return recorded
  }
}
