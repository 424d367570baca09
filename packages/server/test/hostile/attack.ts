import type { EventRecord } from '@docket/core'
import type { ChildServer } from '../child-server.ts'
import type { Random } from '../random.ts'
import type { Conversation, Outcome } from './conversation.ts'
import type { Target } from './target.ts'

/** What an attack may use of the arena besides its stage. */
export interface Surroundings {
  readonly server: ChildServer
  token(tenant?: string, roles?: readonly string[], expiresInS?: number): Promise<string>
  target(tenant?: string): Promise<Target>
  /** The code of the verdict that the ledger has of an event. */
  rejectionOf(target: Target, event: EventRecord): Promise<string | undefined>
  presentIn(target: Target): Promise<{ readonly bytes: number }>
}

/** Where an attack takes place: a socket on which a document and its neighbour are open. */
export interface Stage {
  readonly arena: Surroundings
  readonly socket: Conversation
  readonly victim: Target
  readonly bystander: Target
}

/** What an attack did, as far as it is allowed. */
export interface Aftermath {
  /** For the report: `refused deletion`. */
  readonly label: string
  /** The events that the victim has more; `unknown` where only what holds at any time is checked. */
  readonly adds?: readonly EventRecord[] | 'unknown'
  /** What is closed now: the document on this socket, or the whole socket. */
  readonly ends?: 'document' | 'socket'
}

/** A kind of attacks. An attack that has another outcome than it may have throws a `Breakthrough`. */
export interface Family {
  readonly rule: 'GAT1' | 'GAT2' | 'GAT3' | 'TEN1'
  readonly title: string
  /** How many of a run are of this kind. */
  readonly weight: number
  attack(stage: Stage, random: Random): Promise<Aftermath>
}

/** The server did what it must not do. */
export class Breakthrough extends Error {}

export function expect(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Breakthrough(otherwise)
}

/** The update has to be refused with this code. */
export function refusedWith(outcome: Outcome, ...codes: readonly string[]): Aftermath {
  expect(
    outcome.kind === 'refused' && codes.includes(outcome.code),
    `expected ${codes.join(' or ')}, not ${JSON.stringify(outcome)}`,
  )
  return { label: `refused ${outcome.code}` }
}

/** The update has to be acknowledged. */
export function accepted(outcome: Outcome, adds: readonly EventRecord[]): Aftermath {
  expect(outcome.kind === 'acknowledged', `expected an acknowledgement, not ${JSON.stringify(outcome)}`)
  return { label: 'accepted', adds }
}
