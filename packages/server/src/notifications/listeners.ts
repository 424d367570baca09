import { readNews } from './news-text.ts'
import type { CommitNews, NewsListener } from './notifications.ts'

/** Who hears of which tenant. */
export class Listeners {
  readonly #byTenant = new Map<string, Set<NewsListener>>()

  /** Is it the tenant's first? */
  add(tenant: string, listener: NewsListener): boolean {
    const listeners = this.#byTenant.get(tenant) ?? new Set()
    this.#byTenant.set(tenant, listeners.add(listener))
    return listeners.size === 1
  }

  /** Was it the tenant's last? */
  delete(tenant: string, listener: NewsListener): boolean {
    const listeners = this.#byTenant.get(tenant)
    if (listeners?.delete(listener) !== true || listeners.size > 0) return false
    return this.#byTenant.delete(tenant)
  }

  /** A text has come from a node; what this one itself has said, and what is no news, is passed over. */
  receive(text: string, thisNode: string): void {
    const received = readNews(text)
    if (received === undefined || received.node === thisNode) return
    if (received.isCut) this.missed(received.news.tenant)
    else this.#hear(received.news)
  }

  #hear(news: CommitNews): void {
    for (const listener of this.#byTenant.get(news.tenant) ?? []) listener.hear(news)
  }

  /** @param tenant all of them unless told */
  missed(tenant?: string): void {
    const sets = tenant === undefined ? [...this.#byTenant.values()] : [this.#byTenant.get(tenant) ?? []]
    for (const listeners of sets) for (const listener of listeners) listener.missed()
  }
}
