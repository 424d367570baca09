import type { EntityNotifications, NotificationKind } from '../../entity/define-notifications.ts'
import type { Transport } from '../transport.ts'

/** To a device both are a WebSocket. */
type Way<Kind extends NotificationKind> = Kind extends 'redis' ? 'websocket' : Kind

/** The transport of each entity, by its notification; for `transportPerEntity`. */
export function transportsFor<const Notifications extends EntityNotifications>(
  notifications: Notifications,
  transports: Readonly<Record<Way<Notifications[keyof Notifications]>, Transport>>,
): Readonly<Record<string, Transport>> {
  const byKind: Readonly<Partial<Record<NotificationKind, Transport>>> = transports
  return Object.fromEntries(
    Object.entries(notifications).flatMap(([entity, kind]) => {
      const transport = byKind[kind === 'redis' ? 'websocket' : kind]
      return transport === undefined ? [] : [[entity, transport] as const]
    }),
  )
}
