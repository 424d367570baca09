import type { Entity } from '../../entity/entity.ts'
import { DocketError } from '../../event/errors.ts'
import { enterAmbient } from './ambient.ts'
import { checkDocument, checkRecorded, checkTold } from './document-oracle.ts'
import { EventLoop } from './event-loop.ts'
import { checkEnd, type Ended } from './final-oracle.ts'
import { readFrame } from './frame-reader.ts'
import { generatePayload } from './generate-payload.ts'
import { LedgerIndex } from './ledger-index.ts'
import type { WireWatch } from './link.ts'
import { Network } from './network.ts'
import type { Plan, Step } from './plan.ts'
import { Random } from './random.ts'
import { SimClock } from './sim-clock.ts'
import { SimDevice } from './sim-device.ts'
import { SimDisk } from './sim-disk.ts'
import { SimProcess } from './sim-process.ts'
import type { SimServer, SimServerFactory } from './sim-server.ts'
import { Trace } from './trace.ts'
import { type Violation, Violations } from './violation.ts'
import { WireOracle } from './wire-oracle.ts'

/** The next event of a document, or undefined for none. What a guard or a schema refuses is not recorded. */
export type Generator = (
  state: never,
  random: Random,
) => { readonly type: string; readonly payload: unknown } | undefined

/** A rule of the user's own: what is wrong, or undefined. */
export type Invariant = (ended: Ended) => string | undefined

export interface SimulationOptions {
  readonly entities: readonly Entity[]
  readonly server: SimServerFactory
  readonly seed: number
  /** By entity: the next event; made from the payload schemas unless told. */
  readonly generators?: Readonly<Record<string, Generator>> | undefined
  /** By name. Looked at when all has settled. */
  readonly invariants?: Readonly<Record<string, Invariant>> | undefined
  /** Keeps what happened, line by line. */
  readonly keepsTrace?: boolean | undefined
}

/** What came out of a run. */
export interface RunResult {
  readonly violations: readonly Violation[]
  /** The same for the same seed and plan. */
  readonly hash: string
  readonly trace: readonly string[]
  readonly events: number
}

const START_MS = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000
const USERS = ['ann', 'bob']
/** By then everything has to have settled, ms. */
const SETTLES_WITHIN_MS = 300_000
const LOOK_EVERY_MS = 1_000
/** By then a device has found out that its connection was cut without a word, ms: three ticks of its transport, and more. */
const SILENCE_MS = 30_000
/** What is on its way to others when all is committed, ms. */
const LAST_WORDS_MS = 6_000
const ATTEMPTS = 6

/** One run of one plan. */
export class Simulation {
  readonly #options: SimulationOptions
  readonly #plan: Plan
  readonly #violations = new Violations()
  readonly #trace: Trace
  readonly #loop: EventLoop
  readonly #world = new SimProcess('world')
  readonly #network: Network
  readonly #server: SimServer
  readonly #ledger: LedgerIndex
  readonly #devices: readonly SimDevice[]
  readonly #notes: string[] = []
  #serverProcess = new SimProcess('server')

  constructor(plan: Plan, options: SimulationOptions) {
    const { seed, entities } = options
    this.#plan = plan
    this.#options = options
    this.#trace = new Trace(options.keepsTrace === true)
    const loop = new EventLoop(START_MS, this.#trace, (error, owner) =>
      this.#violations.note('error', `${owner.name}: ${error instanceof Error ? error.stack : String(error)}`),
    )
    this.#loop = loop
    this.#server = options.server({
      loop,
      random: new Random(seed, 'server'),
      world: this.#world,
      entities,
      onNote: (note) => {
        this.#notes.push(note)
        this.#trace.add(loop.nowMs, 'server', note)
      },
    })
    this.#ledger = new LedgerIndex(this.#server.ledger)
    const watch = traced(new WireOracle(this.#ledger, this.#violations), this.#trace, loop)
    const network = new Network({ loop, random: new Random(seed, 'network'), watch, world: this.#world })
    this.#network = network
    const random = new Random(seed, 'devices')
    this.#devices = Array.from({ length: plan.devices }, (_, index): SimDevice => {
      const name = `device${index}`
      const tenant = index % 3 === 2 ? 'tenant2' : 'tenant1'
      const isTill = random.chance(0.6)
      const aheadMs = random.pick([0, random.between(-2_000, 2_000), random.between(-72, 72) * HOUR_MS])
      return new SimDevice({
        name,
        token: { tenant, subject: isTill ? name : random.pick(USERS), roles: isTill ? ['device'] : [] },
        entities,
        loop,
        network,
        disk: new SimDisk(loop, new Random(seed, `disk ${index}`)),
        clock: new SimClock(loop, aheadMs),
        onTold: (recorded) => {
          this.#trace.add(loop.nowMs, name, `is told that ${recorded.event.id} is ${recorded.told}`)
          checkTold(recorded, this.#ledger, this.#violations)
        },
      })
    })
  }

  async run(): Promise<RunResult> {
    const leave = enterAmbient({
      loop: this.#loop,
      random: new Random(this.#options.seed, 'ambient'),
      webSocket: webSocketOf(this.#network),
    })
    try {
      this.#startServer()
      for (const device of this.#devices) device.start()
      await this.#loop.run(0)
      for (const step of this.#plan.steps) {
        await this.#loop.run(step.waitMs)
        await this.#perform(step)
      }
      await this.#end()
    } finally {
      leave()
    }
    return {
      violations: this.#violations.all,
      hash: this.#trace.hash,
      trace: this.#trace.lines ?? [],
      events: this.#server.ledger.rows.length,
    }
  }

  #startServer(): void {
    if (this.#network.server !== undefined) return
    this.#serverProcess = new SimProcess('server')
    const process = this.#serverProcess
    this.#loop.after(0, process, 'starts', () => this.#network.serve(process, this.#server.start(process)))
  }

  async #perform(step: Step): Promise<void> {
    this.#trace.add(this.#loop.nowMs, 'plan', JSON.stringify(step))
    if ('device' in step) {
      const device = this.#devices[step.device]
      if (device !== undefined) await this.#performOn(device, step)
      return
    }
    const { ledger } = this.#server
    switch (step.kind) {
      case 'killServer':
        if (!this.#serverProcess.isAlive) return
        this.#serverProcess.kill()
        this.#network.died(this.#serverProcess)
        this.#later(step.forMs, 'the server is started again', () => this.#startServer())
        return
      case 'ledgerRefuses':
      case 'ledgerLosesAnswers':
        ledger.trouble = step.kind === 'ledgerRefuses' ? 'refuses' : 'loses answers'
        this.#later(step.forMs, 'the ledger works again', () => {
          ledger.trouble = undefined
        })
        return
    }
  }

  async #performOn(device: SimDevice, step: Step & { readonly device: number }): Promise<void> {
    const { disk, clock } = device.options
    switch (step.kind) {
      case 'record':
        return this.#record(device, step)
      case 'leave': {
        const { entity, id } = this.#place(step.document)
        return device.as('leaves', () => device.leave(entity, id))
      }
      case 'kill':
        device.kill()
        this.#later(step.forMs, `${device.name} starts again`, () => device.start())
        return
      case 'cut':
        this.#network.cut(device.link)
        this.#later(step.forMs, `${device.name} has a network again`, () => this.#network.mend(device.link))
        return
      case 'partition':
        this.#network.partition(device.link)
        this.#later(step.forMs, `${device.name} has a network again`, () => this.#network.mend(device.link))
        return
      case 'fullDisk':
        disk.isFull = true
        this.#later(step.forMs, `${device.name} has room again`, () => {
          disk.isFull = false
        })
        return
      case 'clock':
        clock.jump(step.byMs)
        return
    }
  }

  #later(forMs: number, what: string, run: () => void): void {
    this.#loop.after(forMs, this.#world, what, run)
  }

  get #against(): { readonly ledger: LedgerIndex; readonly violations: Violations } {
    return { ledger: this.#ledger, violations: this.#violations }
  }

  /** Documents count through all entities. */
  #place(document: number): { readonly entity: Entity; readonly id: string } {
    const { entities } = this.#options
    const entity = entities[document % entities.length]
    if (entity === undefined) throw new RangeError('there is no entity to simulate')
    return { entity, id: `d${Math.floor(document / entities.length)}` }
  }

  #record(device: SimDevice, { document, seed }: Step & { readonly kind: 'record' }): Promise<void> {
    const { entity, id } = this.#place(document)
    return device.as('records', () => {
      const random = new Random(seed, 'record')
      const open = device.document(entity, id)
      const { token } = device.options
      const isTill = token.roles.includes('device')
      device.user = isTill || random.chance(0.1) ? random.pick(USERS) : token.subject
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const next = this.#nextEvent(entity, open.state, random)
        if (next === undefined) continue
        const seen = open.history()
        try {
          device.keep(open, open.record(next.type, next.payload))
        } catch (error) {
          if (error instanceof DocketError) continue
          throw error
        }
        const recorded = device.recorded.at(-1)
        if (recorded !== undefined) checkRecorded(seen, recorded, this.#violations)
        break
      }
      checkDocument(device, entity, open, this.#against)
    })
  }

  #nextEvent(entity: Entity, state: unknown, random: Random): ReturnType<Generator> {
    const generator = this.#options.generators?.[entity.name]
    // Of this entity's state, by its name.
    if (generator !== undefined) return generator(state as never, random)
    const type = random.pick(Object.keys(entity.events))
    const schema = entity.events[type]?.payload
    return schema && { type, payload: generatePayload(entity.name, type, schema, random) }
  }

  /** Everything works again, everybody opens everything, and time goes by until nothing is left to do. */
  async #end(): Promise<void> {
    this.#trace.add(this.#loop.nowMs, 'plan', 'ends')
    this.#server.ledger.trouble = undefined
    this.#startServer()
    for (const device of this.#devices) {
      this.#network.mend(device.link)
      device.options.disk.isFull = false
      device.start()
    }
    await this.#loop.run(0)
    for (const device of this.#devices) {
      await device.as('opens everything', () => {
        for (let document = 0; document < this.#plan.documents * this.#options.entities.length; document++) {
          const { entity, id } = this.#place(document)
          device.document(entity, id)
        }
      })
    }
    await this.#loop.run(SILENCE_MS)
    const untilMs = this.#loop.nowMs + SETTLES_WITHIN_MS
    while (!this.#devices.every(isSettled) && this.#loop.nowMs < untilMs) await this.#loop.run(LOOK_EVERY_MS)
    for (const device of this.#devices)
      this.#violations.must('settles', isSettled(device), () => `${device.name} has not settled: ${statusOf(device)}`)
    await this.#loop.run(LAST_WORDS_MS)
    const { entities } = this.#options
    const ended: Ended = { entities, devices: this.#devices, ledger: this.#server.ledger }
    for (const device of this.#devices)
      for (const document of device.documents) {
        const entity = entities.find(({ name }) => name === document.entity)
        if (entity !== undefined) checkDocument(device, entity, document, this.#against)
      }
    checkEnd(ended, this.#violations)
    for (const [name, invariant] of Object.entries(this.#options.invariants ?? {})) {
      const wrong = invariant(ended)
      if (wrong !== undefined) this.#violations.note(name, wrong)
    }
  }
}

function isSettled(device: SimDevice): boolean {
  const status = device.store?.status()
  if (status === undefined || status.connection !== 'online' || status.unsaved > 0 || status.uncommitted > 0)
    return false
  return [...device.documents].every(({ status: { loaded, synced, error } }) => loaded && synced && error === undefined)
}

function statusOf(device: SimDevice): string {
  const documents = [...device.documents].map(({ id, status }) => ({ id, ...status }))
  return JSON.stringify({ ...device.store?.status(), documents })
}

/** Everything on the wire is part of what happened. */
function traced(oracle: WireWatch, trace: Trace, loop: EventLoop): WireWatch {
  return {
    toServer(socket, frame) {
      trace.add(loop.nowMs, socket.name, 'to server', frame)
      trace.say(() => JSON.stringify(readFrame(frame)))
      oracle.toServer(socket, frame)
    },
    toDevice(socket, frame) {
      trace.add(loop.nowMs, socket.name, 'from server', frame)
      trace.say(() => JSON.stringify(readFrame(frame)))
      oracle.toDevice(socket, frame)
    },
  }
}

/** What `new WebSocket(url)` gives. */
function webSocketOf(network: Network): unknown {
  return Object.assign(
    function SimulatedWebSocket() {
      return network.connect()
    },
    { OPEN: 1 },
  )
}
