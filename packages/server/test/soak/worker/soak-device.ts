import {
  createStore,
  DocketError,
  documentName,
  type EntityDocument,
  type EventRecord,
  type EventSchemas,
  GuardRefusedError,
  hocuspocusTransport,
  memoryStorage,
  type Receipt,
  type Store,
} from '@docket/core'
import { type CuttableNetwork, createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { tokenOf } from '../../crash/create-device.ts'
import type { Random } from '../../random.ts'
import { type DevicePlan, WRONG_CLOCK } from '../plan.ts'
import { FORBIDDEN, sitting } from '../sitting.ts'
import type { Diary } from './diary.ts'
import { wrongClock } from './wrong-clock.ts'

export interface Place {
  readonly network: CuttableNetwork
  readonly diary: Diary
  readonly random: Random
}

type Sitting = EntityDocument<unknown, EventSchemas>

const MAX_RETRY_DELAY_MS = 1_000
const MOST_DISHES = 1_000
const SHARE_FORBIDDEN = 0.02

/** A till: it serves some tables, and may be closed and opened again on the same disk. */
export class SoakDevice {
  readonly plan: DevicePlan
  readonly network: CuttableNetwork
  readonly storage = memoryStorage()
  readonly #diary: Diary
  readonly #random: Random
  readonly #clock: { now(): number }
  /** By table. */
  readonly #serving = new Map<number, Sitting>()
  #store: Store | undefined
  #closing: Promise<void> | undefined
  /** How many times the connection has changed. */
  #changes = 0

  constructor(plan: DevicePlan, { network, diary, random }: Place, seconds: number) {
    this.plan = plan
    this.network = network
    this.#diary = diary
    this.#random = random
    this.#clock = plan.device === WRONG_CLOCK ? wrongClock(seconds) : { now: Date.now }
  }

  static async create(plan: DevicePlan, port: number, place: Omit<Place, 'network'>, seconds: number) {
    const device = new SoakDevice(plan, { ...place, network: await createCuttableNetwork(port) }, seconds)
    device.open()
    return device
  }

  get store(): Store | undefined {
    return this.#store
  }

  open(): void {
    if (this.#store !== undefined || this.#closing !== undefined) return
    const { tenant, device } = this.plan
    const url = `ws://127.0.0.1:${this.network.port}/sync`
    const token = (): Promise<string> => tokenOf(tenant, device)
    const clock = this.#clock
    const store = createStore({
      tenant,
      device,
      user: 'ann',
      entities: [sitting],
      storage: this.storage,
      transport: hocuspocusTransport({ url, token, clock, maxRetryDelayMs: MAX_RETRY_DELAY_MS }),
      clock,
      // What is paid leaves as soon as the device tidies up.
      retentionDays: 0,
    })
    let connection = store.status().connection
    store.subscribeStatus(() => {
      if (store.status().connection !== connection) this.#changes++
      connection = store.status().connection
    })
    this.#store = store
  }

  /** Resolves when it is closed, and can be opened again. */
  async close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#serving.clear()
      await this.#store?.close()
      this.#store = undefined
    })()
    await this.#closing
    this.#closing = undefined
  }

  /** One more dish for a table; with a new sitting the one before pays. */
  order(turn: number): void {
    if (this.#store === undefined || this.#closing !== undefined) return
    const table = this.#random.pick(this.plan.tables)
    const id = `${table}-${turn}`
    const before = this.#serving.get(table)
    if (before !== undefined && before.id !== id) {
      this.#record(before, 'paid', {})
      before.close()
    }
    const document = before?.id === id ? before : this.#store.open(sitting, id)
    this.#serving.set(table, document)
    const isForbidden = this.#random.chance(SHARE_FORBIDDEN)
    this.#record(document, 'ordered', { n: this.#random.int(MOST_DISHES), ...(isForbidden && { isForbidden }) })
  }

  /** Lets go of all tables. */
  rest(): void {
    for (const document of this.#serving.values()) document.close()
    this.#serving.clear()
  }

  #record(document: Sitting, type: string, payload: object): void {
    const receipt = attempt(() => document.record(type, payload))
    if (receipt !== undefined) this.#follow(document, receipt)
  }

  #follow(document: Sitting, { event, committed }: Receipt): void {
    const startMs = performance.now()
    const changes = this.#changes
    const wasOnline = this.#store?.status().connection === 'online'
    this.#diary.recorded(documentName({ tenant: this.plan.tenant, entity: sitting.name, id: document.id }), event)
    const settled = (code?: string): void => {
      const isTimed = wasOnline && changes === this.#changes
      this.#diary.settled({
        id: event.id,
        ...(code !== undefined && { code }),
        ...(isTimed && { tookMs: performance.now() - startMs }),
      })
    }
    committed.then(
      () => settled(),
      (error: unknown) => {
        settled(error instanceof DocketError ? error.code : String(error))
        if (error instanceof DocketError && error.code === FORBIDDEN) void this.#dismiss(document, event)
      },
    )
  }

  /** Else the document would not leave the devices. */
  async #dismiss(document: Sitting, event: EventRecord): Promise<void> {
    if (this.#store === undefined || this.#closing !== undefined) return
    const place = { entity: sitting.name, id: document.id, event }
    const resolution = { action: 'dismissed', reason: 'as expected' } as const
    this.#follow(document, await this.#store.rejections.resolve(place, resolution))
  }
}

/** What the device's own state refuses, it does not do. */
function attempt(record: () => Receipt): Receipt | undefined {
  try {
    return record()
  } catch (error) {
    if (error instanceof GuardRefusedError) return undefined
    throw error
  }
}
