import type { Effect, Entity, EventId, EventRecord, EventSchemas } from '@docket/core'
import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Whose sign-in a call has: what a token would say. */
export interface HandlePrincipal {
  readonly subject: string
  readonly roles: readonly string[]
}

/** Which tenant a handle is for. */
export interface HandleOptions {
  /** Whose document it is; that of `createServer({ tenant })` unless told. */
  readonly tenant?: string
}

/** What is said of an event that the application records on the server. */
export interface HandleRecordOptions {
  /** Who did it; unless told the subject of `as`, or nobody. */
  readonly by?: string
  /** The event that this one answers. */
  readonly ref?: EventId
  /** When it happened, ms since the epoch; now unless told. */
  readonly at?: number
  /** The event's id, of `nextEventId`: a call that is repeated with it records once. */
  readonly id?: EventId
  /** Who submits it, for the rules; the server itself unless told: `server`, with the roles `server` and `device`. */
  readonly as?: HandlePrincipal
}

/** An event that is committed, and what it does at its place in the order. */
export interface RecordedEvent {
  readonly event: EventRecord
  readonly effect: Effect
}

/** One document of an entity, on the server. */
export interface EntityHandle<State, Schemas extends EventSchemas> {
  readonly tenant: string
  readonly entity: string
  readonly id: string
  /**
   * Appends one event through the gate; resolves when it is committed, and broadcast to whoever has the document open.
   * What is thrown as a RecordError or because of Postgres has changed nothing; a RejectedError is about an event that is
   * in the trail with that verdict.
   *
   * @throws EventUnknownError, PayloadInvalidError, GuardRefusedError, EventIdReusedError, RecordRefusedError,
   * RejectedError, DocumentRefusedError, DatabaseUnreachableError, CommittingDelayedError, ShuttingDownError
   */
  record<Type extends keyof Schemas & string>(
    type: Type,
    payload: StandardSchemaV1.InferInput<Schemas[Type]>,
    options?: HandleRecordOptions,
  ): Promise<RecordedEvent>
  /** The state, with what has been judged and is being committed; not to be changed. */
  state(): Promise<State>
  /** The last `limit` events, all unless told, in the order of what happened: the newest is the last. */
  history(options?: { readonly limit?: number }): Promise<readonly RecordedEvent[]>
}

/** Gives the handle of a document; opens nothing yet. @throws EntityNotServedError, TenantMissingError, DocumentNameError */
export type OpenHandle = <State, Schemas extends EventSchemas>(
  entity: Entity<string, State, Schemas, unknown>,
  id: string,
  options?: HandleOptions,
) => EntityHandle<State, Schemas>
