import { useSyncExternalStore } from 'react'

const params = new URLSearchParams(window.location.search)

/** Whoever works at this page: what an application has from its sign-in. */
export const token = params.get('token') ?? ''

/** Where Docket is; beside the page unless told. */
export const docketUrl = params.get('docket') ?? window.location.origin

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
