import type { CommitNews, NewsListener, Notifications } from '../src/notifications/notifications.ts'

/** Notifications of an application's own: servers of one process that call each other. Gives what opens those of a server. */
export function inProcessNotifications(): () => Notifications {
  const nodes = new Set<(news: CommitNews) => void>()
  return () => {
    const listeners = new Map<string, Set<NewsListener>>()
    const hear = (news: CommitNews): void => {
      for (const listener of listeners.get(news.tenant) ?? []) listener.hear(news)
    }
    nodes.add(hear)
    return {
      supportsPush: true,
      joinsNodes: true,
      broadcast(news) {
        if (!nodes.has(hear)) return
        for (const node of nodes) if (node !== hear) queueMicrotask(() => node(news))
      },
      subscribe(tenant, listener) {
        listeners.set(tenant, (listeners.get(tenant) ?? new Set()).add(listener))
      },
      unsubscribe: (tenant, listener) => void listeners.get(tenant)?.delete(listener),
      close: async () => void nodes.delete(hear),
    }
  }
}
