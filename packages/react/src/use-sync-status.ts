import type { SyncStatus } from '@docket/core'
import { useSyncExternalStore } from 'react'
import { useStore } from './docket-provider.tsx'

const ON_SERVER: SyncStatus = {
  connection: 'offline',
  ledger: true,
  committingDelayed: false,
  unsaved: 0,
  uncommitted: 0,
  rejected: 0,
  quarantined: 0,
}

/** How safe everything is that this device knows, and whether the server can be reached. Offline on a server. */
export function useSyncStatus(): SyncStatus {
  const store = useStore()
  return useSyncExternalStore(store.subscribeStatus, store.status, () => ON_SERVER)
}
