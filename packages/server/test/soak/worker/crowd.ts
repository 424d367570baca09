import { getHeapStatistics } from 'node:v8'
import { createRandom, type Random, seedOf } from '../../random.ts'
import type { Job, WorkerSample } from '../messages.ts'
import { periodOf, rushAt } from '../plan.ts'
import { sitting } from '../sitting.ts'
import type { Diary } from './diary.ts'
import { SoakDevice } from './soak-device.ts'

const STEP_MS = 100
/** Of one device, events a second. */
const QUIET_RATE = 0.05
const RUSH_RATE = 0.5
/** How long, on average, a device is there or away, s. */
const THERE_SECONDS = 20
const AWAY_SECONDS = 4

/** The devices of one process. */
export class Crowd {
  readonly devices: readonly SoakDevice[]
  readonly #job: Job
  readonly #random: Random
  readonly #startMs = performance.now()
  readonly #away = new Set<SoakDevice>()
  #timer: ReturnType<typeof setInterval> | undefined

  private constructor(job: Job, devices: readonly SoakDevice[]) {
    this.#job = job
    this.devices = devices
    this.#random = createRandom(seedOf(job.seed, 'crowd'))
  }

  static async start(job: Job, diary: Diary): Promise<Crowd> {
    const devices = job.devices.map((plan) => {
      const random = createRandom(seedOf(job.seed, plan.device))
      return SoakDevice.create(plan, job.ports[plan.server], { diary, random }, job.seconds)
    })
    const crowd = new Crowd(job, await Promise.all(devices))
    crowd.#timer = setInterval(() => crowd.#step(), STEP_MS)
    return crowd
  }

  /** Records nothing more; everybody comes back. */
  async settle(): Promise<void> {
    clearInterval(this.#timer)
    for (const device of this.devices) {
      await this.#comeBack(device)
      device.rest()
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.devices.map((device) => device.close()))
    await Promise.all(this.devices.map(({ network }) => network.close()))
  }

  async sample(): Promise<WorkerSample> {
    for (const { store } of this.devices) await store?.disk.tidy()
    const onDisk = await Promise.all(this.devices.map(({ storage, plan }) => storage.documents(plan.tenant)))
    const stores = this.devices.flatMap(({ store }) => store ?? [])
    const rows = stores.reduce((sum, store) => sum + store.list(sitting).rows().length, 0)
    globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    const resources = process.getActiveResourcesInfo()
    return {
      usedBytes: heapUsed + external,
      residentBytes: rss,
      heapLimitBytes: getHeapStatistics().heap_size_limit,
      sockets: resources.filter((name) => name === 'TCPSocketWrap').length,
      timers: resources.filter((name) => name === 'Timeout').length,
      documents: onDisk.reduce((sum, names) => sum + names.length, 0),
      rows,
      online: stores.filter((store) => store.status().connection === 'online').length,
      away: this.#away.size,
    }
  }

  #step(): void {
    const seconds = (performance.now() - this.#startMs) / 1_000
    const rush = rushAt(seconds, periodOf(this.#job.seconds))
    const rate = QUIET_RATE + (RUSH_RATE - QUIET_RATE) * rush
    const turn = Math.floor(Date.now() / 1_000 / this.#job.sittingSeconds)
    const isNow = (perSecond: number): boolean => this.#random.chance((perSecond * STEP_MS) / 1_000)
    for (const device of this.devices) {
      const { flaps, leaves } = device.plan
      if ((flaps || leaves) && isNow(1 / (this.#away.has(device) ? AWAY_SECONDS : THERE_SECONDS))) {
        if (this.#away.has(device)) void this.#comeBack(device)
        else this.#goAway(device)
      }
      if (isNow(rate)) device.order(turn)
    }
  }

  #goAway(device: SoakDevice): void {
    this.#away.add(device)
    // Both: it is sometimes closed while it is cut off, with what it could not send.
    if (device.plan.flaps) device.network.aim(undefined)
    if (device.plan.leaves) void device.close()
  }

  async #comeBack(device: SoakDevice): Promise<void> {
    this.#away.delete(device)
    device.network.aim(this.#job.ports[device.plan.server])
    if (!device.plan.leaves) return
    await device.close()
    device.open()
  }
}
