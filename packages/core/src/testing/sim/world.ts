import type { Entity } from '../../entity/entity.ts'
import { AnswerOracle } from './answer-oracle.ts'
import { Claims } from './claims.ts'
import { EventLoop } from './event-loop.ts'
import { LedgerIndex } from './ledger-index.ts'
import { Network } from './network.ts'
import type { Plan } from './plan.ts'
import { entityOf } from './program.ts'
import { Random } from './random.ts'
import { SimClock } from './sim-clock.ts'
import { type Recorded, SimDevice } from './sim-device.ts'
import { SimDisk } from './sim-disk.ts'
import type { SimulationOptions } from './sim-options.ts'
import { SimOrigin } from './sim-origin.ts'
import { SimProcess } from './sim-process.ts'
import type { SimServer } from './sim-server.ts'
import { checkTold } from './told-oracle.ts'
import { Trace } from './trace.ts'
import { traced } from './traced.ts'
import { Violations } from './violation.ts'
import { WireOracle } from './wire-oracle.ts'

const START_MS = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000
export const USERS: readonly string[] = ['ann', 'bob']

/** All that there is in a run. */
export class World {
  readonly options: SimulationOptions
  readonly plan: Plan
  readonly violations: Violations = new Violations()
  readonly trace: Trace
  readonly loop: EventLoop
  readonly network: Network
  readonly server: SimServer
  readonly ledger: LedgerIndex
  readonly devices: readonly SimDevice[]
  /** For what is none of the processes. */
  readonly outside: SimProcess = new SimProcess('world')
  #serverProcess = new SimProcess('server')

  constructor(plan: Plan, options: SimulationOptions) {
    const { seed, entities } = options
    this.plan = plan
    this.options = options
    this.trace = new Trace(options.keepsTrace === true)
    const loop = new EventLoop(START_MS, this.trace, (error, owner) =>
      this.violations.note('error', `${owner.name}: ${error instanceof Error ? error.stack : String(error)}`),
    )
    this.loop = loop
    this.server = options.server({
      loop,
      random: new Random(seed, 'server'),
      world: this.outside,
      entities,
      onNote: (note) => this.trace.add(loop.nowMs, 'server', note),
    })
    this.ledger = new LedgerIndex(this.server.ledger)
    const claims = new Claims(entities, this.ledger, this.violations)
    const oracles = {
      sockets: new WireOracle(claims, this.violations),
      requests: new AnswerOracle(claims, this.violations),
    }
    const watch = traced(oracles, this.trace, loop)
    this.network = new Network({ loop, random: new Random(seed, 'network'), watch, world: this.outside })
    const random = new Random(seed, 'devices')
    const devices: SimDevice[] = []
    while (devices.length < plan.devices) devices.push(this.#makeDevice(devices, random))
    this.devices = devices
  }

  startServer(): void {
    if (this.network.server !== undefined) return
    const process = new SimProcess('server')
    this.#serverProcess = process
    this.loop.after(0, process, 'starts', () => this.network.serve(process, this.server.start(process)))
  }

  get serverProcess(): SimProcess {
    return this.#serverProcess
  }

  later(forMs: number, what: string, run: () => void): void {
    this.loop.after(forMs, this.outside, what, run)
  }

  /** Documents count through all entities. */
  place(document: number): { readonly entity: Entity; readonly id: string } {
    const { entities } = this.options
    const entity = entities[document % entities.length]
    if (entity === undefined) throw new RangeError('there is no entity to simulate')
    return { entity, id: `d${Math.floor(document / entities.length)}` }
  }

  /** How many documents there are in a tenant. */
  get places(): number {
    return this.plan.documents * this.options.entities.length
  }

  /** Of the process that runs. */
  origin(): { readonly owner: SimProcess; readonly origin: SimOrigin } {
    const device = this.devices.find(({ process }) => process === this.loop.current)
    if (device === undefined) throw new Error('only tabs of the simulation have locks and channels')
    return { owner: device.process, origin: device.options.origin }
  }

  #makeDevice(before: readonly SimDevice[], random: Random): SimDevice {
    const index = before.length
    const name = `device${index}`
    const last = before.at(-1)
    // Another tab of the device before; it has everything but a process in common with it.
    if (random.chance(0.25) && last !== undefined) {
      const first = last.options.first ?? last
      first.hasTabs = true
      const tab = new SimDevice({ ...first.options, name, first, onTold: (recorded) => this.#told(recorded) })
      tab.hasTabs = true
      return tab
    }
    const { seed, entities } = this.options
    const { loop } = this
    const tenant = index % 3 === 2 ? 'tenant2' : 'tenant1'
    const role = random.pick(['device', 'device', 'device', 'user', 'user', 'read-only'] as const)
    const subject = role === 'device' ? name : random.pick(USERS)
    const program = random.pick(['current', 'current', 'current', 'older', 'newer'] as const)
    const isPolling = random.chance(0.4)
    const aheadMs = random.pick([0, random.between(-2_000, 2_000), random.between(-72, 72) * HOUR_MS])
    return new SimDevice({
      name,
      token: { tenant, subject, roles: role === 'user' ? [] : [role] },
      entities: entities.map((entity) => entityOf(entity, program)),
      loop,
      network: this.network,
      disk: new SimDisk(loop, new Random(seed, `disk ${index}`)),
      clock: new SimClock(loop, aheadMs),
      isPolling,
      origin: new SimOrigin(loop, this.outside, new Random(seed, `locks ${index}`)),
      onTold: (recorded) => this.#told(recorded),
    })
  }

  #told(recorded: Recorded): void {
    const { device, event, told } = recorded
    this.trace.add(this.loop.nowMs, device.name, `is told that ${event.id} is ${told}`)
    checkTold(recorded, this.ledger, this.violations)
  }
}
