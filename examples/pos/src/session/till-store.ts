import { createStore, hocuspocusTransport, indexeddbStorage, type Store, sharedTransport } from '@docket/core'
import { isActive } from '../order/order-summary.ts'
import { order } from '../order.ts'
import type { DeviceToken } from './device-token.ts'
import { currentStaff } from './staff.ts'
import { syncUrl } from './sync-url.ts'

export interface TillOptions {
  readonly tenant: string
  readonly device: string
  readonly token: DeviceToken
}

/** The till's store: kept in this browser, in step with its other tabs and with the server that served the page. */
export function createTillStore({ tenant, device, token }: TillOptions): Store {
  const store = createStore({
    tenant,
    user: () => currentStaff().id,
    device,
    entities: [order],
    storage: indexeddbStorage(),
    retentionDays: 7,
    transport: sharedTransport(
      hocuspocusTransport({
        url: syncUrl(window.location),
        token: () => token.get(),
      }),
      { name: device },
    ),
  })
  // Every till can go on with every table when the network goes.
  store.follow(order, { where: isActive })
  // For example after the server was started anew with another secret; the transport asks again by itself.
  store.subscribeStatus(() => {
    const { connection, error } = store.status()
    const isStale = error?.code === 'token_invalid' || error?.code === 'token_expired'
    if (connection === 'refused' && isStale) token.forget()
  })
  return store
}
