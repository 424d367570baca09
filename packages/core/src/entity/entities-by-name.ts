import { DocketError } from '../event/errors.ts'
import type { Entity } from './entity.ts'

/** The definitions by their names, for whoever gets a list of them. @throws DocketError `entity_duplicate` */
export function entitiesByName(entities: readonly Entity[]): ReadonlyMap<string, Entity> {
  const byName = new Map<string, Entity>()
  for (const entity of entities) {
    if (byName.has(entity.name)) {
      throw new DocketError('entity_duplicate', `Two entities are named "${entity.name}"; rename one of them`)
    }
    byName.set(entity.name, entity)
  }
  return byName
}
