import {
  DocketError,
  type Entity,
  type EntityNotifications,
  NOTIFICATION_KINDS,
  type NotificationKind,
} from '@docket/core'
import type { Config } from '../config.ts'

/**
 * What clients are to hear of an entity by is not there; code `notifications_invalid`. It names all that is missing.
 */
export class NotificationsInvalidError extends DocketError {
  constructor(problems: readonly string[]) {
    super('notifications_invalid', `The notifications of entities are not valid. ${problems.join('. ')}`)
  }
}

export function isNotificationKind(value: unknown): value is NotificationKind {
  return NOTIFICATION_KINDS.some((kind) => kind === value)
}

/** Why a value is none. */
export function notKindBecause(entity: string, value: unknown): string {
  return `${entity}: "${String(value).slice(0, 80)}" must be one of ${NOTIFICATION_KINDS.join(', ')}`
}

/**
 * Whether this server has what the entities' clients are to hear by.
 *
 * @throws NotificationsInvalidError
 */
export function checkNotifications(
  notifications: EntityNotifications,
  entities: ReadonlyMap<string, Entity>,
  config: Pick<Config, 'redisUrl' | 'notifications' | 'electricUrl'>,
): void {
  const problems = Object.entries(notifications).flatMap(([entity, kind]) => {
    const problem = entities.has(entity) ? problemOf(entity, kind, config) : unknownEntity(entity, entities)
    return problem ?? []
  })
  if (problems.length > 0) throw new NotificationsInvalidError(problems)
}

function unknownEntity(entity: string, entities: ReadonlyMap<string, Entity>): string {
  return `${entity.slice(0, 80)} is no entity of this server, which has ${[...entities.keys()].join(', ') || 'none'}`
}

function problemOf(
  entity: string,
  kind: NotificationKind,
  { redisUrl, notifications, electricUrl }: Pick<Config, 'redisUrl' | 'notifications' | 'electricUrl'>,
): string | undefined {
  if (!isNotificationKind(kind)) return notKindBecause(entity, kind)
  if (kind === 'electric' && electricUrl === undefined) return `${entity}=electric needs ELECTRIC_URL`
  if (kind !== 'redis') return undefined
  if (redisUrl === undefined) return `${entity}=redis needs REDIS_URL`
  // Servers that have a Redis use it unless told.
  if (notifications === undefined || notifications === 'redis') return undefined
  return `${entity}=redis needs DOCKET_NOTIFICATIONS=redis, or none: it is ${notifications}`
}
