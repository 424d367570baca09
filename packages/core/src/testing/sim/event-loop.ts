import type { SimProcess } from './sim-process.ts'
import type { Trace } from './trace.ts'

/** Something that will happen. */
export interface Task {
  readonly atMs: number
  cancel(): void
}

interface Planned extends Task {
  readonly order: number
  readonly owner: SimProcess
  readonly what: string
  readonly run: () => void
  isCancelled: boolean
}

// Of before any run, so that it is the real one.
const { setImmediate: realImmediate } = globalThis as { setImmediate?: (run: () => void) => unknown }

/**
 * Virtual time. One task runs at a time; before the next one does, all promises have gone as far as they go without
 * further tasks. So nothing that a process does is in parallel with anything else, and each moment between two tasks is
 * one at which it can die.
 */
export class EventLoop {
  readonly #trace: Trace
  readonly #heap: Planned[] = []
  readonly #onError: (error: unknown, owner: SimProcess) => void
  #order = 0
  #nowMs: number
  #current: SimProcess | undefined

  constructor(startMs: number, trace: Trace, onError: (error: unknown, owner: SimProcess) => void) {
    this.#nowMs = startMs
    this.#trace = trace
    this.#onError = onError
  }

  get nowMs(): number {
    return this.#nowMs
  }

  /** Whose task runs. */
  get current(): SimProcess | undefined {
    return this.#current
  }

  /** @param what of the trace */
  after(ms: number, owner: SimProcess, what: string, run: () => void): Task {
    const task: Planned = {
      atMs: this.#nowMs + Math.max(0, Math.ceil(ms)),
      order: this.#order++,
      owner,
      what,
      run,
      isCancelled: false,
      cancel() {
        task.isCancelled = true
      },
    }
    push(this.#heap, task)
    return task
  }

  /** Does something in the name of a process now, and lets all promises settle. */
  async as(owner: SimProcess, what: string, run: () => void): Promise<void> {
    this.#trace.add(this.#nowMs, owner.name, what)
    this.#current = owner
    try {
      run()
    } catch (error) {
      this.#onError(error, owner)
    }
    await settled()
    this.#current = undefined
    owner.worked()
  }

  /** Lets so much time go by. */
  async run(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      pop(this.#heap)
      if (next.isCancelled || !next.owner.isAlive) continue
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      await this.as(next.owner, next.what, next.run)
    }
    this.#nowMs = untilMs
  }
}

/** Resolves when no promise can go on by itself. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    if (realImmediate !== undefined) realImmediate(resolve)
    else {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(undefined)
    }
  })
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
}

function push(heap: Planned[], task: Planned): void {
  let place = heap.length
  heap.push(task)
  while (place > 0) {
    const above = (place - 1) >> 1
    const other = heap[above] as Planned
    if (!isBefore(task, other)) break
    heap[place] = other
    place = above
  }
  heap[place] = task
}

function pop(heap: Planned[]): void {
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return
  let place = 0
  for (;;) {
    let below = 2 * place + 1
    if (below >= heap.length) break
    const right = heap[below + 1]
    if (right !== undefined && isBefore(right, heap[below] as Planned)) below++
    const child = heap[below] as Planned
    if (!isBefore(child, last)) break
    heap[place] = child
    place = below
  }
  heap[place] = last
}
