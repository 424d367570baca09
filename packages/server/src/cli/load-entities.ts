import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  DocketError,
  type Entity,
  type EntityNotifications,
  isNamePart,
  isNotifications,
  type NotificationKind,
} from '@docket/core'
import type { EntityRules } from '../gate/rules.ts'
import type { Projection } from '../projections/define-projection.ts'
import type { Webhook } from '../webhooks/webhook.ts'
import { moduleFiles } from './module-files.ts'

export class EntitiesInvalidError extends DocketError {
  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(
      'entities_invalid',
      `${path} ${reason}. Name a module, or a folder of modules, that exports what defineEntity returned`,
      options,
    )
  }
}

/** What an application tells the server of its entities. */
export interface Definitions {
  readonly entities: readonly Entity[]
  /** In which file each was found, by name. */
  readonly files: ReadonlyMap<string, string>
  readonly rules: readonly EntityRules[]
  readonly projections: readonly Projection[]
  readonly webhooks: readonly Webhook[]
  /** What `defineNotifications` gave, together. */
  readonly notifications: EntityNotifications
}

/**
 * What a module exports, or the modules of a folder, one by one or in lists: entities, the rules for them, projections,
 * webhooks and notifications. What several modules export again counts once.
 *
 * @throws EntitiesInvalidError
 */
export async function loadEntities(path: string): Promise<Definitions> {
  const places = new Map<unknown, string>()
  for (const file of await moduleFiles(path)) {
    const exported = Object.values(await importModule(file))
    for (const value of exported.flatMap((one): unknown[] => (Array.isArray(one) ? one : [one]))) {
      if (!places.has(value)) places.set(value, file)
    }
  }
  const values = [...places.keys()]
  const entities = values.filter(isEntity)
  if (entities.length === 0) throw new EntitiesInvalidError(path, 'exports no entity')
  const files = new Map<string, string>()
  for (const entity of entities) {
    const [before, file] = [files.get(entity.name), places.get(entity) ?? path]
    if (before !== undefined) {
      throw new EntitiesInvalidError(path, `has two entities "${entity.name}", in ${before} and in ${file}`)
    }
    files.set(entity.name, file)
  }
  return {
    entities,
    files,
    rules: values.filter(isRules),
    projections: values.filter(isProjection),
    webhooks: values.filter(isWebhook),
    notifications: Object.fromEntries(notificationsIn(path, values.filter(isNotifications))),
  }
}

function notificationsIn(path: string, all: readonly EntityNotifications[]): ReadonlyMap<string, NotificationKind> {
  const found = new Map<string, NotificationKind>()
  for (const [entity, kind] of all.flatMap((one) => Object.entries(one))) {
    const before = found.get(entity) ?? kind
    if (before !== kind)
      throw new EntitiesInvalidError(path, `has two notifications of "${entity}", ${before} and ${kind}`)
    found.set(entity, kind)
  }
  return found
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

function isWebhook(value: unknown): value is Webhook {
  if (typeof value !== 'object' || value === null) return false
  const { name, url, secret } = value as Partial<Record<keyof Webhook, unknown>>
  return [name, url, secret].every((member) => typeof member === 'string')
}

function isProjection(value: unknown): value is Projection {
  if (typeof value !== 'object' || value === null) return false
  const { name, setUp, apply } = value as Partial<Record<keyof Projection, unknown>>
  return typeof name === 'string' && typeof setUp === 'function' && typeof apply === 'function'
}
