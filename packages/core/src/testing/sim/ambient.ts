import { cryptoRandom } from '../../clock/hybrid-clock.ts'
import type { EventLoop, Task } from './event-loop.ts'
import type { Random } from './random.ts'
import type { LockOptions, LockWork, SimOrigin } from './sim-origin.ts'
import type { SimProcess } from './sim-process.ts'

/** What a program finds around it, and what of it is the simulation's during a run. */
export interface AmbientOptions {
  readonly loop: EventLoop
  readonly random: Random
  /** Stands for the global of that name. */
  readonly webSocket: unknown
  /** Stands for the global of that name, for whatever runs as a process. */
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Where the process that runs has its locks and channels. */
  origin(): { readonly owner: SimProcess; readonly origin: SimOrigin }
}

/** So many random bytes are drawn in advance, see `cryptoRandom`. */
const POOL_BYTES = 4096

/** A timer as Node gives it: some ask it not to keep the process alive. */
class SimTimer {
  task: Task | undefined
  isEnded = false

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }

  end(): void {
    this.isEnded = true
    this.task?.cancel()
  }
}

/**
 * Puts virtual time, seeded chance and the simulated network in the place of the globals, for whatever runs as a process
 * of the simulation; all else goes on with the real ones. Libraries read the same globals, which no parameter of ours
 * would reach (ADR 33). Returns what puts everything back.
 */
export function enterAmbient({ loop, random, webSocket, fetch, origin }: AmbientOptions): () => void {
  const inside = <Args extends unknown[]>(virtual: (...args: Args) => unknown, real: unknown) =>
    function (this: unknown, ...args: Args): unknown {
      return loop.current === undefined ? (real as (...args: Args) => unknown).apply(this, args) : virtual(...args)
    }
  const later = (run: (...args: unknown[]) => void, ms: number, args: unknown[], isRepeated: boolean): SimTimer => {
    const timer = new SimTimer()
    const owner = loop.current
    if (owner === undefined) throw new Error('only a process of the simulation has timers here')
    const plan = (): void => {
      timer.task = loop.after(Math.max(ms, isRepeated ? 1 : 0), owner, 'timer', () => {
        run(...args)
        if (isRepeated && !timer.isEnded) plan()
      })
    }
    plan()
    return timer
  }
  const end = (real: unknown) =>
    function (this: unknown, timer: unknown): unknown {
      return timer instanceof SimTimer ? timer.end() : (real as (timer: unknown) => unknown).call(this, timer)
    }
  const global = globalThis as unknown as Record<string, unknown>
  const startMs = loop.nowMs
  const restores = [
    put(global, 'setTimeout', (real) =>
      inside((run: () => void, ms = 0, ...args: unknown[]) => later(run, Number(ms), args, false), real),
    ),
    put(global, 'setInterval', (real) =>
      inside((run: () => void, ms = 0, ...args: unknown[]) => later(run, Number(ms), args, true), real),
    ),
    put(global, 'setImmediate', (real) =>
      inside((run: () => void, ...args: unknown[]) => later(run, 0, args, false), real),
    ),
    put(global, 'clearTimeout', end),
    put(global, 'clearInterval', end),
    put(global, 'clearImmediate', end),
    put(global, 'WebSocket', () => webSocket),
    put(global, 'fetch', (real) => inside(fetch, real)),
    put(AbortSignal, 'timeout', (real) =>
      inside((ms: number) => {
        const controller = new AbortController()
        later(() => controller.abort(new DOMException('It took too long', 'TimeoutError')), ms, [], false)
        return controller.signal
      }, real),
    ),
    put(global, 'BroadcastChannel', () => channelsOf(origin)),
    put(navigator, 'locks', () => locksOf(origin)),
    put(Date, 'now', (real) => inside(() => loop.nowMs, real)),
    put(performance, 'now', (real) => inside(() => loop.nowMs - startMs, real)),
    put(Math, 'random', (real) => inside(() => random.fraction(), real)),
    put(crypto, 'getRandomValues', () => fillFrom(random)),
    put(crypto, 'randomUUID', (real) => inside(() => uuidFrom(random), real)),
  ]
  // What was drawn before is of another source.
  cryptoRandom(POOL_BYTES)
  return () => {
    for (const restore of restores) restore()
    cryptoRandom(POOL_BYTES)
  }
}

function channelsOf(origin: AmbientOptions['origin']): unknown {
  return function SimulatedBroadcastChannel(name: string) {
    const { owner, origin: shared } = origin()
    return shared.open(owner, name)
  }
}

function locksOf(origin: AmbientOptions['origin']): Pick<LockManager, 'request'> {
  return {
    request: (name: string, ...args: readonly unknown[]) => {
      const { owner, origin: shared } = origin()
      const options = args.length > 1 ? (args[0] as LockOptions) : {}
      return shared.request(owner, name, options, args.at(-1) as LockWork)
    },
  } as Pick<LockManager, 'request'>
}

function put(on: object, name: string, make: (real: unknown) => unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(on, name)
  const value = make(Reflect.get(on, name))
  Object.defineProperty(on, name, { value, configurable: true, writable: true })
  return () => {
    if (before === undefined) Reflect.deleteProperty(on, name)
    else Object.defineProperty(on, name, before)
  }
}

function fillFrom(random: Random): (array: ArrayBufferView) => ArrayBufferView {
  return (array) => {
    random.fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    return array
  }
}

function uuidFrom(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.between(0, 15).toString(16)).join('')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`
}
