import type { NotificationKind } from '@docket/core'
import type { Operation } from '../operations/operation.ts'
import type { ObjectShape, Shape } from '../schema/shape.ts'

/** What an event does to the state; `own`: what the application says. */
export type Evolve =
  /** The members of the payload, or these of them, become those of the state. */
  | { readonly kind: 'assign'; readonly only?: readonly { readonly name: string; readonly optional: boolean }[] }
  | { readonly kind: 'add'; readonly list: string; readonly member: string; readonly listOptional: boolean }
  | {
      readonly kind: 'remove'
      readonly list: string
      readonly member: string
      readonly by: 'id' | 'value'
      readonly listOptional: boolean
    }
  | { readonly kind: 'set'; readonly member: string; readonly from: string }
  | { readonly kind: 'archive' }
  | { readonly kind: 'own' }

export interface EventModel {
  readonly name: string
  readonly payload: Shape
  /** Members of the payload that only the server sets, which are left out of it. */
  readonly without: readonly string[]
  readonly version: number
  readonly evolve: Evolve
  readonly doc?: string
}

export interface StateModel {
  readonly shape: Shape
  readonly object: ObjectShape
  /** Has the schema an `id`? That is the document's, and not part of its state. */
  readonly withoutId: boolean
  /** Is there an event `archived`, and no such member? Then the state gets one. */
  readonly withArchived: boolean
  readonly initial: Readonly<Record<string, unknown>>
}

/** What lists show: these members of the state, or what the application makes of it. */
export type SummaryModel =
  | { readonly kind: 'members'; readonly members: readonly { readonly name: string; readonly optional: boolean }[] }
  | { readonly kind: 'own'; readonly shape: Shape; readonly first: readonly OwnSummaryMember[] }

/** A member of a summary that the application makes: the state's, or what it is for an empty document. */
export interface OwnSummaryMember {
  readonly name: string
  readonly isOfState: boolean
  readonly initial: unknown
}

/** An entity of `mode: events`. */
export interface EntityModel {
  /** `order` */
  readonly name: string
  /** `orders` */
  readonly plural: string
  readonly path: string
  readonly state: StateModel
  readonly events: readonly EventModel[]
  readonly summary: SummaryModel
  readonly notification: NotificationKind
  readonly retentionDays?: number
  readonly doc?: string
}

/** A path of `mode: api`, and what is called under it. */
export interface ApiModel {
  readonly plural: string
  readonly path: string
  readonly operations: readonly Operation[]
}

export interface SyncModel {
  readonly entities: readonly EntityModel[]
  readonly apis: readonly ApiModel[]
}
