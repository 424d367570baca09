import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DocketError, type Entity, isNamePart } from '@docket/core'

export class EntitiesInvalidError extends DocketError {
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super('entities_invalid', `${path} ${reason}. Name a module that exports what defineEntity returned`, options)
  }
}

/**
 * The entities that a module exports, one by one or in lists.
 *
 * @throws EntitiesInvalidError
 */
export async function loadEntities(path: string): Promise<Entity[]> {
  const entities = entitiesIn(await importModule(path))
  if (entities.length === 0) throw new EntitiesInvalidError(path, 'exports no entity')
  return entities
}

function entitiesIn(exported: Readonly<Record<string, unknown>>): Entity[] {
  const values = Object.values(exported).flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
  return [...new Set(values.filter(isEntity))]
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EntitiesInvalidError(path, `cannot be imported: ${reason}`, { cause })
  }
}

function isEntity(value: unknown): value is Entity {
  if (typeof value !== 'object' || value === null) return false
  const { name, events, summary } = value as Partial<Record<keyof Entity, unknown>>
  return isNamePart(name) && typeof events === 'object' && typeof summary === 'function' && 'initial' in value
}
