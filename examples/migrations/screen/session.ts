import { useSyncExternalStore } from 'react'

/** Whoever works at this page: what an application has from its sign-in. */
export const token = new URLSearchParams(window.location.search).get('token') ?? ''

/** The order that is shown: what follows `#` in the page's address. */
export function useShownOrder(): string {
  return useSyncExternalStore(listenToHash, () => window.location.hash.slice(1))
}

function listenToHash(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function showOrder(id: string): void {
  window.location.hash = id
}
