import { DocumentNameError, isNamePart, RESERVED_ENTITY } from '../event/document-name.ts'
import { DocketError } from '../event/errors.ts'
import type { DeepReadonly } from './deep-readonly.ts'
import type { Entity, EventDefinitions, EventSchemas } from './entity.ts'

/** What `defineEntity` takes: the state before any event, the events, and what lists show. */
export interface EntityOptions<State, Schemas extends EventSchemas, Summary, Next> {
  /** The state before any event. */
  readonly initial: State
  readonly events: EventDefinitions<NoInfer<State>, Schemas, NoInfer<Next>>
  /** The few fields of a state that lists show; plain JSON. Without it, lists show ids only. */
  readonly summary?: (state: NoInfer<State>) => Summary
  /**
   * Is nothing left to do? Settled documents may leave a device, when they are old or its disk is full; they come back
   * from the server when they are opened. Without it, none ever leaves.
   */
  readonly settled?: (summary: NoInfer<Summary>) => boolean
  /**
   * Version of the state's shape and of what events do to it; 1 unless told. Raise it when you change either: the
   * checkpoints of long documents are made anew.
   */
  readonly stateVersion?: number
}

/** A definition cannot work: a name, a version, or an upcaster that is missing; code `entity_definition_invalid`. */
export class EntityDefinitionError extends DocketError {
  constructor(message: string) {
    super('entity_definition_invalid', message)
  }
}

/**
 * Defines an entity. Types flow from `initial` and the payload schemas; an application needs no annotation.
 *
 * @throws EntityDefinitionError, DocumentNameError
 */
export function defineEntity<
  const Name extends string,
  State,
  Schemas extends EventSchemas,
  Summary = Record<string, never>,
  // Only there to be `const`: so that `{ ...order, status: 'paid' }` keeps its literal while `State` is being inferred.
  const Next = DeepReadonly<State>,
>(name: Name, options: EntityOptions<State, Schemas, Summary, Next>): Entity<Name, State, Schemas, Summary> {
  if (!isNamePart(name)) throw new DocumentNameError('entity', name)
  if (name === RESERVED_ENTITY) throw new EntityDefinitionError(`The name "${name}" is Docket's own; choose another`)
  for (const [type, definition] of Object.entries(options.events)) checkDefinition(name, type, definition)
  const summary = options.summary ?? ((): Summary => ({}) as Summary)
  const events = options.events as unknown as EventDefinitions<State, Schemas>
  const settled = options.settled && { settled: options.settled }
  const { initial, stateVersion = 1 } = options
  if (!Number.isSafeInteger(stateVersion) || stateVersion < 1)
    throw new EntityDefinitionError(`${name}: stateVersion ${stateVersion} is not an integer from 1`)
  return Object.freeze({ name, initial, events, summary, stateVersion, ...settled })
}

function checkDefinition(
  entity: string,
  type: string,
  { version = 1, upcasters = {} }: { version?: number; upcasters?: Readonly<Record<number, unknown>> },
): void {
  if (!/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(type)) {
    throw new EntityDefinitionError(`${entity}: "${type}" is not a name of at most 64 letters, digits, "_" and "-"`)
  }
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new EntityDefinitionError(`${entity}.${type}: version ${version} is not an integer from 1`)
  }
  for (let from = 1; from < version; from++) {
    if (!(from in upcasters)) {
      throw new EntityDefinitionError(`${entity}.${type} is at version ${version}: add upcasters[${from}]`)
    }
  }
}
