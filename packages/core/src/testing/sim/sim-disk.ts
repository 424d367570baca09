import type { Checkpoint } from '../../document/checkpoint.ts'
import type { ClockPairs } from '../../document/clocks.ts'
import { type CatalogueRow, type DeviceFacts, type QuarantineRow, StorageError } from '../../storage/storage.ts'
import type { EventLoop } from './event-loop.ts'
import type { Random } from './random.ts'
import type { SimProcess } from './sim-process.ts'

/** What is on disk of one document. */
export interface StoredParts {
  readonly updates: Uint8Array[]
  committed: ClockPairs
  checkpoint: Checkpoint | undefined
}

interface Transaction {
  readonly owner: SimProcess
  readonly isWrite: boolean
  readonly work: () => void
  readonly settle: (error?: unknown) => void
}

/** A device's disk: what is on it survives its processes. Transactions end in the order in which they began. */
export class SimDisk {
  readonly documents: Map<string, StoredParts> = new Map()
  readonly catalogues: Map<string, { readonly rows: Map<string, CatalogueRow>; facts: DeviceFacts }> = new Map()
  readonly quarantines: Map<string, Map<string, QuarantineRow>> = new Map()
  /** Whether writes fail. */
  isFull = false
  readonly #loop: EventLoop
  readonly #random: Random
  #underWay: Transaction[] = []
  #lastMs = 0

  constructor(loop: EventLoop, random: Random) {
    this.#loop = loop
    this.#random = random
  }

  read<T>(owner: SimProcess, work: () => T): Promise<T> {
    return this.#transaction(owner, false, work)
  }

  /** @throws StorageError */
  write<T>(owner: SimProcess, work: () => T): Promise<T> {
    return this.#transaction(owner, true, work)
  }

  /** The process has died: of what it was writing, some is on disk, and nobody has heard of it. */
  crash(process: SimProcess): void {
    const writes = this.#underWay.filter(({ isWrite, owner }) => isWrite && owner === process)
    this.#underWay = this.#underWay.filter(({ owner }) => owner !== process)
    const kept = this.isFull ? 0 : this.#random.between(0, writes.length)
    for (const { work } of writes.slice(0, kept)) work()
  }

  #transaction<T>(owner: SimProcess, isWrite: boolean, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { readonly value: T } | undefined
      const transaction: Transaction = {
        owner,
        isWrite,
        work() {
          result = { value: work() }
        },
        settle(error) {
          if (result === undefined) reject(error)
          else resolve(result.value)
        },
      }
      this.#underWay.push(transaction)
      const { nowMs } = this.#loop
      this.#lastMs = Math.max(this.#lastMs, nowMs + this.#random.between(0, this.#random.chance(0.05) ? 400 : 6))
      this.#loop.after(this.#lastMs - nowMs, owner, isWrite ? 'disk has written' : 'disk has read', () =>
        this.#end(transaction),
      )
    })
  }

  #end(transaction: Transaction): void {
    this.#underWay.splice(this.#underWay.indexOf(transaction), 1)
    const isRefused = transaction.isWrite && this.isFull
    if (!isRefused) transaction.work()
    transaction.settle(isRefused ? new StorageError('The disk takes nothing', new Error('it is full')) : undefined)
  }
}
