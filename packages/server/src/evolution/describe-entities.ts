import { createHash } from 'node:crypto'
import { type Entity, foldVersionOf } from '@docket/core'
import { type PayloadSchema, payloadSchema } from './payload-schema.ts'

/** What there is to know of an entity's definition without running it; plain JSON. */
export interface EntityDescription {
  readonly name: string
  readonly stateVersion: number
  /** By which checkpoints are told apart: two definitions with the same text are taken to fold to the same states. */
  readonly foldVersion: string
  readonly events: Readonly<Record<string, EventDescription>>
}

export interface EventDescription {
  readonly version: number
  readonly payload: PayloadSchema
  /** By version: the hash of the function's text. */
  readonly upcasters: Readonly<Record<string, string>>
  /** The members of the payload that are personal data. */
  readonly personal: readonly string[]
}

export function describeEntities(entities: readonly Entity[]): readonly EntityDescription[] {
  return entities.map((entity) => ({
    name: entity.name,
    stateVersion: entity.stateVersion ?? 1,
    foldVersion: foldVersionOf(entity),
    events: mapValues(entity.events, describeEvent),
  }))
}

function describeEvent({
  version = 1,
  payload,
  upcasters = {},
  personal = {},
}: Entity['events'][string]): EventDescription {
  return {
    version,
    payload: payloadSchema(payload),
    upcasters: mapValues(upcasters, (upcaster) => createHash('sha256').update(String(upcaster)).digest('hex')),
    personal: Object.keys(personal).sort(),
  }
}

function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]))
}
