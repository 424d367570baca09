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

/** What transactions read or write: the smallest things that real storages keep in object stores of their own. */
export type StoreName = string

interface Transaction {
  readonly owner: SimProcess
  readonly stores: readonly StoreName[]
  readonly isWrite: boolean
  readonly work: () => void
  readonly settle: (error?: unknown) => void
}

/**
 * A device's disk: what is on it survives its processes. Transactions on the same store end in the order in which they
 * began; those on others in any, as in IndexedDB.
 */
export class SimDisk {
  readonly documents: Map<string, StoredParts> = new Map()
  readonly catalogues: Map<string, { readonly rows: Map<string, CatalogueRow>; facts: DeviceFacts }> = new Map()
  readonly quarantines: Map<string, Map<string, QuarantineRow>> = new Map()
  /** Whether writes fail. */
  isFull = false
  readonly #loop: EventLoop
  readonly #random: Random
  #underWay: Transaction[] = []
  /** When the last transaction on each store will end. */
  readonly #lastMs = new Map<StoreName, number>()

  constructor(loop: EventLoop, random: Random) {
    this.#loop = loop
    this.#random = random
  }

  read<T>(owner: SimProcess, stores: readonly StoreName[], work: () => T): Promise<T> {
    return this.#transaction({ owner, stores, isWrite: false }, work)
  }

  /** @throws StorageError */
  write<T>(owner: SimProcess, stores: readonly StoreName[], work: () => T): Promise<T> {
    return this.#transaction({ owner, stores, isWrite: true }, work)
  }

  /** The process has died: of what it was writing, some is on disk, and nobody has heard of it. */
  crash(process: SimProcess): void {
    const writes = this.#underWay.filter(({ isWrite, owner }) => isWrite && owner === process)
    this.#underWay = this.#underWay.filter(({ owner }) => owner !== process)
    if (this.isFull) return
    const lost = new Set<StoreName>()
    for (const { stores, work } of writes) {
      const isLost = stores.some((store) => lost.has(store)) || this.#random.chance(0.5)
      if (!isLost) work()
      else for (const store of stores) lost.add(store)
    }
  }

  #transaction<T>(
    { owner, stores, isWrite }: Pick<Transaction, 'owner' | 'stores' | 'isWrite'>,
    work: () => T,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: { readonly value: T } | undefined
      const transaction: Transaction = {
        owner,
        stores,
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
      const soonest = nowMs + this.#random.between(0, this.#random.chance(0.05) ? 400 : 6)
      const endMs = Math.max(soonest, ...stores.map((store) => this.#lastMs.get(store) ?? 0))
      for (const store of stores) this.#lastMs.set(store, endMs)
      this.#loop.after(endMs - nowMs, owner, isWrite ? 'disk has written' : 'disk has read', () =>
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
