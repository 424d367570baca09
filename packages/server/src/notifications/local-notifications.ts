import type { Notifications } from './notifications.ts'

const NOBODY: Omit<Notifications, 'supportsPush'> = {
  joinsNodes: false,
  broadcast: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  close: () => Promise.resolve(),
}

/** One node, which tells its own clients over their sockets. */
export function websocketNotifications(): Notifications {
  return { ...NOBODY, supportsPush: true }
}

/** Nothing comes by itself: whoever wants to know asks. */
export function pollingNotifications(): Notifications {
  return { ...NOBODY, supportsPush: false }
}

/** Clients read shapes of the tables from an Electric service, which hears of commits from Postgres itself. */
export function electricNotifications(): Notifications {
  return { ...NOBODY, supportsPush: false }
}
