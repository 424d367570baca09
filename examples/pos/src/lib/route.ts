import { useSyncExternalStore } from 'react'

export type Route =
  | { readonly screen: 'tables' | 'orders' | 'kitchen' }
  | { readonly screen: 'order'; readonly orderId: string }

/** The part of the address after `#` says what is on screen, so that a reload and the back button work offline. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash))
}

export function parseRoute(hash: string): Route {
  const [screen, id] = hash.replace(/^#\/?/, '').split('/')
  if (screen === 'orders' && id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id))
    return { screen: 'order', orderId: id }
  if (screen === 'orders' || screen === 'kitchen') return { screen }
  return { screen: 'tables' }
}

export function hrefOf(route: Route): string {
  return route.screen === 'order' ? `#/orders/${route.orderId}` : `#/${route.screen}`
}

export function goTo(route: Route): void {
  window.location.hash = hrefOf(route)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
