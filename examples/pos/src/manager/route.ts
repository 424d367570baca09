import { useSyncExternalStore } from 'react'
import { dayOf, isDay } from '../lib/day.ts'

export type ManagerRoute =
  | { readonly screen: 'orders'; readonly day: string; readonly orderId?: string | undefined }
  | { readonly screen: 'closings'; readonly closingId?: string | undefined }

/** The part of the address after `#` says what is on screen. */
export function useManagerRoute(): ManagerRoute {
  return parseManagerRoute(
    useSyncExternalStore(subscribe, () => window.location.hash),
    dayOf(Date.now()),
  )
}

export function parseManagerRoute(hash: string, today: string): ManagerRoute {
  const [screen, first = '', second = ''] = hash.replace(/^#\/?/, '').split('/')
  if (screen === 'closings') return { screen, closingId: idIn(first) }
  return { screen: 'orders', day: isDay(first) ? first : today, orderId: idIn(second) }
}

function idIn(text: string): string | undefined {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text) ? text : undefined
}

export function managerHref(route: ManagerRoute): string {
  const parts = route.screen === 'orders' ? [route.day, route.orderId] : [route.closingId]
  return `#/${[route.screen, ...parts.filter((part) => part !== undefined)].join('/')}`
}

export function goToManager(route: ManagerRoute): void {
  window.location.hash = managerHref(route)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
