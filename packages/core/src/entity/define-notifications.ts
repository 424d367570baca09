/** All ways in which clients may be told to hear of an entity's changes. */
export const NOTIFICATION_KINDS = ['websocket', 'polling', 'electric', 'redis'] as const

/** How clients hear of an entity's changes. `redis` is a WebSocket to servers that tell each other by Redis. */
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number]

/** By the names of entities. */
export type EntityNotifications = Readonly<Record<string, NotificationKind>>

/** The same in all copies of this package that a program has. */
const MARK = Symbol.for('docket.notifications')

/** Settings that `docket start` finds among what modules export, and that `transportsFor` takes on a device. */
export function defineNotifications<const Notifications extends EntityNotifications>(
  notifications: Notifications,
): Notifications {
  return Object.freeze(Object.defineProperty({ ...notifications }, MARK, { value: true }))
}

/** Was this made by `defineNotifications`, of whatever copy of this package? */
export function isNotifications(value: unknown): value is EntityNotifications {
  return typeof value === 'object' && value !== null && MARK in value
}
