import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DocketError, type Entity, isNamePart } from '@docket/core'
import type { EntityRules } from '../gate/rules.ts'
import type { Projection } from '../projections/define-projection.ts'

export class EntitiesInvalidError extends DocketError {
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super('entities_invalid', `${path} ${reason}. Name a module that exports what defineEntity returned`, options)
  }
}

/** What an application tells the server of its entities. */
export interface Definitions {
  readonly entities: readonly Entity[]
  readonly rules: readonly EntityRules[]
  readonly projections: readonly Projection[]
}

/**
 * The entities that a module exports, one by one or in lists, the rules for them, and projections.
 *
 * @throws EntitiesInvalidError
 */
export async function loadEntities(path: string): Promise<Definitions> {
  const exported = Object.values(await importModule(path))
  const values = [...new Set(exported.flatMap((value): unknown[] => (Array.isArray(value) ? value : [value])))]
  const entities = values.filter(isEntity)
  if (entities.length === 0) throw new EntitiesInvalidError(path, 'exports no entity')
  return { entities, rules: values.filter(isRules), projections: values.filter(isProjection) }
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

function isRules(value: unknown): value is EntityRules {
  if (typeof value !== 'object' || value === null) return false
  const { entity, judge } = value as Partial<Record<keyof EntityRules, unknown>>
  return isEntity(entity) && typeof judge === 'function'
}

function isProjection(value: unknown): value is Projection {
  if (typeof value !== 'object' || value === null) return false
  const { name, setUp, apply } = value as Partial<Record<keyof Projection, unknown>>
  return typeof name === 'string' && typeof setUp === 'function' && typeof apply === 'function'
}
