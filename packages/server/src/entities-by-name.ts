import { DocketError, type Entity } from '@docket/core'

/** @throws DocketError `entity_duplicate` */
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
