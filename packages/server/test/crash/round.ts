import pg from 'pg'
import { type ChildServer, startChildServer } from '../child-server.ts'
import { readFreshDocument } from '../fresh-document.ts'
import { type LedgerEvent, readLedger } from '../ledger.ts'
import { problemsOfCopy, problemsOfLedger } from '../ledger-checks.ts'
import { createRandom, type Random } from '../random.ts'
import { waitUntil } from '../wait-until.ts'
import { hasArrived, problemsOfBreaches, problemsOfEvents } from './checks.ts'
import { Claims } from './claims.ts'
import { createDevice, ROUNDS_SECRET, tokenOf } from './create-device.ts'
import type { Device } from './device.ts'
import type { DeviceDocument } from './device-document.ts'
import type { KillablePostgres } from './killable-postgres.ts'
import { type Crash, planRound } from './plan.ts'
import { STORED_IDS, type SubjectName } from './stored.ts'

export interface RoundResult {
  readonly seed: number
  readonly devices: number
  readonly documents: number
  readonly recorded: number
  readonly acknowledged: number
  /** What was killed, after how many acknowledgements. */
  readonly crashes: readonly string[]
  /** Events that somebody had seen acknowledged before a crash, and that were not stored after it. */
  readonly lost: number
  /** What is wrong, a sentence each. */
  readonly problems: readonly string[]
}

/** One round: a server under load, some crashes, and what is left afterwards. */
export async function runRound(postgres: KillablePostgres, subject: SubjectName, seed: number): Promise<RoundResult> {
  const database = `crash_${seed}_${process.pid}`
  const round = new Round(postgres, await postgres.createDatabase(database), subject, seed)
  try {
    return await round.run()
  } finally {
    await round.close()
    await postgres.dropDatabase(database)
  }
}

class Round {
  readonly #postgres: KillablePostgres
  readonly #pool: pg.Pool
  readonly #url: string
  readonly #subject: SubjectName
  readonly #seed: number
  readonly #random: Random
  readonly #claims = new Claims()
  readonly #problems: string[] = []
  #devices: readonly Device[] = []
  #server: ChildServer | undefined
  #lost = 0

  constructor(postgres: KillablePostgres, url: string, subject: SubjectName, seed: number) {
    this.#postgres = postgres
    this.#url = url
    this.#subject = subject
    this.#seed = seed
    this.#random = createRandom(seed)
    this.#pool = new pg.Pool({ connectionString: url, max: 2 })
    this.#pool.on('error', () => undefined)
  }

  get #documents(): DeviceDocument[] {
    return this.#devices.flatMap(({ documents }) => documents)
  }

  async run(): Promise<RoundResult> {
    const { devices, crashes } = planRound(this.#random)
    this.#devices = await Promise.all(
      devices.map((plan) =>
        createDevice(plan, { claims: this.#claims, random: this.#random, port: () => this.#port() }),
      ),
    )
    await this.#startServer()
    for (const device of this.#devices) device.start()
    const crashed: string[] = []
    for (const crash of crashes) crashed.push(await this.#crash(crash))
    await this.#wait('everything is acknowledged', () => this.#documents.every(({ isDone }) => isDone))
    if (this.#subject === 'docket') await this.#check()
    return {
      seed: this.#seed,
      devices: devices.length,
      documents: new Set(this.#documents.map(({ plan }) => plan.name)).size,
      recorded: this.#claims.recorded.size,
      acknowledged: this.#claims.acknowledged,
      crashes: crashed,
      lost: this.#lost,
      problems: this.#problems,
    }
  }

  async close(): Promise<void> {
    await this.#server?.kill()
    await Promise.all(this.#devices.map((device) => device.stop()))
    await this.#pool.end()
  }

  async #startServer(): Promise<void> {
    this.#server = await startChildServer(this.#subject, { DATABASE_URL: this.#url, DOCKET_AUTH_SECRET: ROUNDS_SECRET })
  }

  async #port(): Promise<number> {
    await this.#wait('the server runs', () => this.#server !== undefined)
    return this.#server?.port ?? 0
  }

  async #crash({ victim, afterAcknowledgements }: Crash): Promise<string> {
    const before = this.#claims.acknowledged
    const isTime = (): boolean => this.#claims.acknowledged >= before + afterAcknowledgements
    // In the very call that hears of the acknowledgement: whatever the server does at that moment is cut off.
    const killed = new Promise<void>((resolve, reject) => {
      const kill = (): void => {
        this.#claims.onAcknowledged = () => undefined
        this.#kill(victim).then(resolve, reject)
      }
      this.#claims.onAcknowledged = () => isTime() && kill()
      if (isTime()) kill()
      else void this.#untilDone().then(() => isTime() || kill(), reject)
    })
    await killed
    const claimed = this.#claims.snapshot()
    if (victim !== 'server') await this.#postgres.restart()
    await this.#countLost(claimed, victim)
    if (victim !== 'postgres') {
      if (this.#subject === 'docket') await this.#checkLedger()
      await this.#startServer()
    }
    return `${victim} after ${claimed.get('acknowledged')?.size}`
  }

  async #kill(victim: Crash['victim']): Promise<void> {
    const server = this.#server
    if (victim !== 'postgres') this.#server = undefined
    await Promise.all([
      victim === 'server' ? undefined : this.#postgres.kill(),
      victim === 'postgres' ? undefined : server?.kill(),
    ])
    // What had been sent before is still heard, and counts.
    if (victim !== 'postgres') await Promise.all(this.#devices.map((device) => device.disconnected()))
  }

  /** Before the devices connect again, and bring what the server has lost. */
  async #countLost(claimed: ReturnType<Claims['snapshot']>, victim: Crash['victim']): Promise<void> {
    const stored = await STORED_IDS[this.#subject](this.#pool)
    for (const [claim, ids] of claimed) {
      const lost = [...ids.difference(stored)]
      if (claim === 'acknowledged') this.#lost += lost.length
      if (this.#subject !== 'docket') continue
      this.#problems.push(...lost.map((id) => `${id} was ${claim} and is lost after the crash (${victim})`))
    }
  }

  /** Between two transactions, whichever. */
  async #checkLedger(): Promise<readonly LedgerEvent[]> {
    const ledger = await readLedger(this.#pool)
    this.#problems.push(...(await problemsOfLedger(this.#pool, ledger)))
    return ledger
  }

  async #check(): Promise<void> {
    const ledger = await this.#checkLedger()
    const byDocument = Map.groupBy(ledger, ({ document }) => document)
    const rowsOf = (name: string): readonly LedgerEvent[] => byDocument.get(name) ?? []
    await this.#wait('every device has everything', () =>
      this.#documents.every((document) => hasArrived(document, rowsOf(document.plan.name))),
    )
    this.#problems.push(
      ...problemsOfEvents(ledger, this.#claims),
      ...(await problemsOfBreaches(this.#pool)),
      ...this.#documents.flatMap((document) => [
        ...document.problems,
        ...problemsOfCopy(`${document.plan.device}'s ${document.plan.name}`, document, rowsOf(document.plan.name)),
      ]),
    )
    for (const device of this.#devices) await device.stop()
    await this.#server?.kill()
    await this.#startServer()
    const port = await this.#port()
    for (const name of byDocument.keys()) {
      const token = await tokenOf(name.split('/')[0] ?? '', 'fresh')
      const copy = await readFreshDocument(port, name, token)
      this.#problems.push(...problemsOfCopy(`a fresh ${name}`, copy, rowsOf(name)))
    }
  }

  #untilDone(): Promise<void> {
    return this.#wait('everything is acknowledged', () => this.#documents.every(({ isDone }) => isDone))
  }

  async #wait(what: string, isSo: () => boolean): Promise<void> {
    await waitUntil(
      () => `${what}\n${this.#documents.map(({ state }) => state).join('\n')}\n${this.#server?.stderr() ?? ''}`,
      () => {
        const end = this.#server?.unexpectedEnd()
        if (end !== undefined) throw new Error(end)
        return isSo()
      },
      20_000,
    )
  }
}
