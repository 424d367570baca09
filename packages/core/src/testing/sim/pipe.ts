import type { EventLoop, Task } from './event-loop.ts'
import type { Random } from './random.ts'
import type { SimProcess } from './sim-process.ts'

export interface PipeOptions {
  readonly loop: EventLoop
  readonly random: Random
  readonly owner: SimProcess
  /** Of the trace. */
  readonly what: string
}

interface Travelling {
  readonly deliver: () => void
  task: Task | undefined
}

/** One direction of a socket: what is put in comes out later, in its order. */
export class Pipe {
  readonly #options: PipeOptions
  #travelling: Travelling[] = []
  #lastMs = 0
  #isStopped = false
  #isBroken = false

  constructor(options: PipeOptions) {
    this.#options = options
  }

  put(deliver: () => void): void {
    if (this.#isBroken) return
    const travelling: Travelling = { deliver, task: undefined }
    this.#travelling.push(travelling)
    if (!this.#isStopped) this.#send(travelling)
  }

  /** What travels waits. */
  stop(): void {
    this.#isStopped = true
    for (const { task } of this.#travelling) task?.cancel()
  }

  /** It goes on, as TCP does once the network is back. */
  resume(): void {
    if (!this.#isStopped) return
    this.#isStopped = false
    for (const travelling of this.#travelling) this.#send(travelling)
  }

  /** Of what travels, some arrives still, none without what was before it; the rest is lost, and all that is put in. */
  break(): void {
    this.#isBroken = true
    const kept = this.#isStopped ? 0 : this.#options.random.between(0, this.#travelling.length)
    for (const { task } of this.#travelling.splice(kept)) task?.cancel()
  }

  #send(travelling: Travelling): void {
    const { loop, random, owner, what } = this.#options
    this.#lastMs = Math.max(this.#lastMs, loop.nowMs + random.between(1, random.chance(0.05) ? 1_500 : 40))
    travelling.task = loop.after(this.#lastMs - loop.nowMs, owner, what, () => {
      this.#travelling.splice(this.#travelling.indexOf(travelling), 1)
      travelling.deliver()
    })
  }
}
