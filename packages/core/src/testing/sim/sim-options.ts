import type { Entity } from '../../entity/entity.ts'
import type { EventRecord } from '../../event/event-record.ts'
import type { Bringer } from './naive-model.ts'
import type { Random } from './random.ts'
import type { SimDevice } from './sim-device.ts'
import type { SimLedger, SimServerFactory } from './sim-server.ts'

/** What there is when a run has ended. */
export interface Ended {
  readonly entities: readonly Entity[]
  readonly devices: readonly SimDevice[]
  readonly ledger: SimLedger
}

/** The next event of a document, or undefined for none. What a guard or a schema refuses is not recorded. */
export type Generator = (
  state: never,
  random: Random,
) => { readonly type: string; readonly payload: unknown } | undefined

/** A rule of the user's own: what is wrong, or undefined. */
export type Invariant = (ended: Ended) => string | undefined

/** What is simulated: entities on devices, before a server, from a seed. */
export interface SimulationOptions {
  readonly entities: readonly Entity[]
  /** `docketServer()` of `@docket/server/testing`. */
  readonly server: SimServerFactory
  readonly seed: number
  /** By entity: the next event; made from the payload schemas unless told. */
  readonly generators?: Readonly<Record<string, Generator>> | undefined
  /** By name. Looked at when all has settled. */
  readonly invariants?: Readonly<Record<string, Invariant>> | undefined
  /** With which code the server's own rules reject an event; they may depend on the event and its bringer only. */
  readonly rejects?: ((event: EventRecord, bringer: Bringer, entity: string) => string | undefined) | undefined
  /** Keeps what happened, line by line. */
  readonly keepsTrace?: boolean | undefined
}

/** Of all events that a device has recorded: with which code the server has to reject one. */
export type ExpectRejection = (event: EventRecord, bringer: Bringer, entity: string) => string | undefined
