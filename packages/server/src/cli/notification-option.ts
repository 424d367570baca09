import type { EntityNotifications } from '@docket/core'
import { isNotificationKind, NotificationsInvalidError, notKindBecause } from '../notifications/check-notifications.ts'

/**
 * Takes in one more `--notification <entity>=<kind>`.
 *
 * @throws NotificationsInvalidError
 */
export function withNotification(text: string, before: EntityNotifications): EntityNotifications {
  const [, entity, kind] = /^([^=]+)=(.*)$/.exec(text) ?? []
  if (entity === undefined) {
    throw new NotificationsInvalidError([
      `"${text.slice(0, 80)}" must be an entity and a notification: order=websocket`,
    ])
  }
  if (!isNotificationKind(kind)) throw new NotificationsInvalidError([notKindBecause(entity, kind)])
  return { ...before, [entity]: kind }
}
