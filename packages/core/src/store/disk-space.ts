import { notifyAll } from './notify-all.ts'

const NEARLY_FULL = 0.8

/** What a browser tells of the space that it gives us: `navigator.storage`, or what stands for it elsewhere. */
export interface DeviceSpace {
  estimate(): Promise<{ readonly usage?: number; readonly quota?: number }>
  persisted(): Promise<boolean>
  persist(): Promise<boolean>
}

/** How much room the browser gives, and whether it may clear what is stored. */
export interface DiskState {
  /** The browser will not clear what we store when the disk runs full. Undefined where nobody knows. */
  readonly isPersistent: boolean | undefined
  /** Of the origin, as the browser estimates it; undefined where nobody knows. */
  readonly usedBytes: number | undefined
  readonly quotaBytes: number | undefined
  /** 80 % of the quota are used: somebody should make room. */
  readonly isNearlyFull: boolean
}

/** How much room this device has for the store. */
export interface StoreDisk {
  /** The same object until something changes. */
  state(): DiskState
  subscribe(listener: () => void): () => void
  /** Asks the browser never to clear what is stored. Resolves with whether it agrees. */
  persist(): Promise<boolean>
  /** Lets settled documents that are old leave now. Resolves with how many did. @throws StorageError */
  tidy(): Promise<number>
}

const UNKNOWN: DiskState = {
  isPersistent: undefined,
  usedBytes: undefined,
  quotaBytes: undefined,
  isNearlyFull: false,
}

/** How much space there is, as it was when it was looked at last. */
export class DiskSpace {
  readonly #space: DeviceSpace | undefined
  readonly #listeners = new Set<() => void>()
  #state = UNKNOWN

  constructor(space: DeviceSpace | undefined = browserSpace()) {
    this.#space = space
  }

  get state(): DiskState {
    return this.#state
  }

  /** 0 to 1; 0 where nobody knows. */
  get fullness(): number {
    const { usedBytes = 0, quotaBytes = 0 } = this.#state
    return quotaBytes > 0 ? usedBytes / quotaBytes : 0
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Looks again. */
  async refresh(): Promise<void> {
    if (this.#space === undefined) return
    const [estimate, isPersistent] = await Promise.all([
      this.#space.estimate().catch(() => undefined),
      this.#space.persisted().catch(() => undefined),
    ])
    const before = this.#state
    this.#state = { ...UNKNOWN, isPersistent, usedBytes: estimate?.usage, quotaBytes: estimate?.quota }
    this.#state = { ...this.#state, isNearlyFull: this.fullness >= NEARLY_FULL }
    if (JSON.stringify(before) === JSON.stringify(this.#state)) this.#state = before
    else notifyAll(this.#listeners)
  }

  async persist(): Promise<boolean> {
    const granted = (await this.#space?.persist().catch(() => false)) ?? false
    await this.refresh()
    return granted
  }
}

/** Pages that are not served over https have none; nor has Node. */
function browserSpace(): DeviceSpace | undefined {
  return globalThis.navigator?.storage
}
