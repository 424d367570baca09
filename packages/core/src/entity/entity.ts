import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { EventRecord } from '../event/event-record.ts'
import type { JsonValue } from '../event/json.ts'

/** What `guard` and `evolve` may know of an event besides its payload. */
export type EventMeta = Pick<EventRecord, 'id' | 'at' | 'by' | 'device' | 'ref'>

/** Turns a payload of one version into one of the next. */
export type Upcaster = (payload: unknown) => unknown

/**
 * One kind of event. Methods, not properties with function types: so that an entity of one state is also an entity of
 * unknown state.
 */
export interface EventDefinition<State, Schema extends StandardSchemaV1, Next = State> {
  /** Any Standard Schema: zod 4, zod/mini, valibot … It must be synchronous. */
  readonly payload: Schema
  /** Version of the payload's schema; 1 unless told. */
  readonly version?: number
  /** By version: from that version of the payload to the next. Needed for every version below `version`. */
  readonly upcasters?: Readonly<Record<number, Upcaster>>
  /**
   * The members of the payload that are personal data, such as a guest's name, and what takes their place when they are
   * erased by law; the schema takes it. The audit trail holds them beside its hashes, so that it still proves itself.
   */
  readonly personal?: Readonly<Record<string, JsonValue>>
  /** May the event take effect on this state? Otherwise why not. Runs again wherever the event's place turns out to be. */
  guard?(state: State, payload: StandardSchemaV1.InferOutput<Schema>, event: EventMeta): boolean | string
  /** The state after the event. Pure; never changes `state`. */
  evolve(state: State, payload: StandardSchemaV1.InferOutput<Schema>, event: EventMeta): Next
}

/** The schemas of an entity's payloads, by the events' types. */
export type EventSchemas = Record<string, StandardSchemaV1>

/** The definitions of an entity's events, by their types. */
export type EventDefinitions<State, Schemas extends EventSchemas, Next = State> = {
  readonly [Type in keyof Schemas]: EventDefinition<State, Schemas[Type], Next>
}

/** A kind of thing whose every instance is a document: its events, and how they make its state. */
export interface Entity<
  Name extends string = string,
  State = unknown,
  Schemas extends EventSchemas = EventSchemas,
  Summary = unknown,
> {
  readonly name: Name
  readonly initial: State
  readonly events: EventDefinitions<State, Schemas>
  /** The few fields of a state that lists show; plain JSON. */
  summary(state: State): Summary
  /**
   * Version of the state's shape and of what events do to it; 1 unless told. Raise it when either changes: a checkpoint
   * of another version is not used.
   */
  readonly stateVersion?: number
  /** Is nothing left to do? Then the document may leave a device, where it is old or the disk is full. */
  settled?(summary: Summary): boolean
}

/** The state of an entity: `StateOf<typeof order>`. */
export type StateOf<E> = E extends { readonly initial: infer State } ? State : never
/** What lists show of an entity: `SummaryOf<typeof order>`. */
export type SummaryOf<E> = E extends { summary(state: never): infer Summary } ? Summary : never
