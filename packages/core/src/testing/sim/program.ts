import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Entity, EventSchemas } from '../../entity/entity.ts'

/** Which version of the application a device runs; the server runs the current one. */
export type Program = 'current' | 'older' | 'newer'

const ANY: StandardSchemaV1<unknown, unknown> = {
  '~standard': { version: 1, vendor: 'docket', validate: (value) => ({ value }) },
}

/** The type of event that only a newer program knows. */
export const ADDED_LATER = 'added_later'

/** An entity as another version of the application defines it: without its last type of event, or with one more. */
export function entityOf(entity: Entity, program: Program): Entity {
  if (program === 'current') return entity
  const types = Object.entries(entity.events)
  const events = (
    program === 'older'
      ? Object.fromEntries(types.slice(0, Math.max(1, types.length - 1)))
      : { ...entity.events, [ADDED_LATER]: { payload: ANY, evolve: (state: unknown) => state } }
  ) as Entity<string, unknown, EventSchemas>['events']
  return { ...entity, events }
}
