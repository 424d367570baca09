import pg from 'pg'
import type { Usage } from '../child-server.ts'
import { createRandom } from '../random.ts'
import { waitUntil } from '../wait-until.ts'
import type { Interval } from './book.ts'
import { Book } from './book.ts'
import { expectationsOf, problemsOfTrail } from './checks.ts'
import type { WorkerSample } from './messages.ts'
import { planDevices, type SoakOptions } from './plan.ts'
import { type Ending, Servers } from './servers.ts'
import { SoakWorker } from './soak-worker.ts'

/** What was seen in one interval, up to a restart. */
export interface Minute extends Interval {
  readonly atSeconds: number
  readonly steady: Usage
  readonly restarted: Usage
  readonly workers: readonly WorkerSample[]
  readonly ending: Ending
  /** From the end of the server until the next one listens. */
  readonly downMs: number
}

export interface SoakResult {
  readonly recorded: number
  readonly acknowledged: number
  /** Acknowledged events that the ledger had not when it was looked. */
  readonly lost: number
  readonly minutes: readonly Minute[]
  /** Copies of documents on devices that were compared with a replay of the ledger. */
  readonly compared: number
  /** What the steady server holds when everybody has left. */
  readonly left: Usage
  /** What is wrong: a sentence each. */
  readonly problems: readonly string[]
}

const GONE_WITHIN_MS = 60_000

/** Runs devices against two servers on an empty database, one of which is restarted again and again. */
export async function runSoak(
  databaseUrl: string,
  options: SoakOptions,
  onMinute: (minute: Minute) => void = () => undefined,
): Promise<SoakResult> {
  const soak = await Soak.start(databaseUrl, options)
  try {
    return await soak.run(onMinute)
  } finally {
    await soak.close()
  }
}

class Soak {
  readonly #options: SoakOptions
  readonly #pool: pg.Pool
  readonly #servers: Servers
  readonly #book: Book
  readonly #workers: readonly SoakWorker[]
  readonly #minutes: Minute[] = []

  private constructor(options: SoakOptions, pool: pg.Pool, servers: Servers) {
    this.#options = options
    this.#pool = pool
    this.#servers = servers
    const book = new Book()
    this.#book = book
    this.#workers = Array.from({ length: options.workers }, () => new SoakWorker((report) => book.read(report)))
  }

  static async start(databaseUrl: string, options: SoakOptions): Promise<Soak> {
    const servers = await Servers.start(databaseUrl)
    return new Soak(options, new pg.Pool({ connectionString: databaseUrl, max: 2 }), servers)
  }

  async run(onMinute: (minute: Minute) => void): Promise<SoakResult> {
    const { seconds, restartEverySeconds } = this.#options
    await this.#startDevices()
    const startMs = performance.now()
    const passed = (): number => (performance.now() - startMs) / 1_000
    for (let at = restartEverySeconds; at <= seconds; at += restartEverySeconds) {
      await waitUntil('the minute is over', () => this.#mustLive() && passed() >= at, restartEverySeconds * 2_000)
      const minute = await this.#restart(passed(), this.#minutes.length % 2 === 0 ? 'kill -9' : 'SIGTERM')
      this.#minutes.push(minute)
      onMinute(minute)
    }
    return this.#conclude()
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
    await this.#servers.close()
    await this.#pool.end()
  }

  async #startDevices(): Promise<void> {
    const { seed, devices: count, seconds, restartEverySeconds } = this.#options
    const plans = planDevices(count, createRandom(seed))
    await Promise.all(
      this.#workers.map((worker, index) => {
        const devices = plans.filter((_, number) => number % this.#workers.length === index)
        const sittingSeconds = restartEverySeconds
        return worker.ask({
          kind: 'start',
          job: { seed: seed + index, devices, ports: this.#servers.ports, seconds, sittingSeconds },
        })
      }),
    )
  }

  async #restart(atSeconds: number, ending: Ending): Promise<Minute> {
    const interval = await this.#book.look(this.#pool)
    const workers = await Promise.all(this.#workers.map((worker) => worker.ask({ kind: 'sample' })))
    const [steady, restarted] = [await this.#servers.usage('steady'), await this.#servers.usage('restarted')]
    const endedMs = performance.now()
    await this.#servers.end('restarted', ending)
    await this.#servers.start('restarted')
    return {
      ...interval,
      atSeconds,
      steady,
      restarted,
      workers: workers.map(({ sample }) => sample),
      ending,
      downMs: performance.now() - endedMs,
    }
  }

  async #conclude(): Promise<SoakResult> {
    await Promise.all(this.#workers.map((worker) => worker.ask({ kind: 'settle' })))
    await this.#book.look(this.#pool)
    const expected = await expectationsOf(this.#pool)
    const found = await Promise.all(this.#workers.map((worker) => worker.ask({ kind: 'compare', expected })))
    const closed = await Promise.all(this.#workers.map((worker) => worker.ask({ kind: 'close' })))
    const left = await this.#waitUntilLeft()
    for (const name of ['steady', 'restarted'] as const) await this.#servers.end(name, 'SIGTERM')
    const { claims, lost, problems } = this.#book
    return {
      recorded: claims.recorded.size,
      acknowledged: claims.acknowledged,
      lost,
      minutes: this.#minutes,
      compared: found.reduce((sum, { documents }) => sum + documents, 0),
      left,
      problems: [
        ...problems,
        ...this.#servers.problems,
        ...found.flatMap((one) => one.problems),
        ...closed.flatMap(({ socketsLeft }) => (socketsLeft > 0 ? [`${socketsLeft} sockets of devices are left`] : [])),
        ...(await problemsOfTrail(this.#pool, claims)),
      ],
    }
  }

  /** When everybody has left, no document and no socket of theirs may be left. */
  async #waitUntilLeft(): Promise<Usage> {
    let usage = await this.#servers.usage('steady')
    await waitUntil(
      () =>
        `the steady server has let go of all documents and sockets: ${JSON.stringify(usage)}\n${this.#servers.stderr}`,
      async () => {
        usage = await this.#servers.usage('steady')
        return usage.documents === 0 && (await this.#servers.openSockets('steady')) === 0
      },
      GONE_WITHIN_MS,
    )
    return usage
  }

  #mustLive(): boolean {
    const end = this.#servers.unexpectedEnd
    if (end !== undefined) throw new Error(end)
    return true
  }
}
