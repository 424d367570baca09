import type { SyncStatus } from '@docket/core'
import { useSyncStatus } from '@docket/react'
import { useEffect, useState } from 'react'

/** A page that has just been opened is not connected yet; that is no news. */
const GRACE_MS = 1_500

/** The sync status, and whether to make anything of being offline yet. */
export function useConnection(): SyncStatus & { readonly isSettled: boolean } {
  const status = useSyncStatus()
  const [isSettled, setSettled] = useState(false)
  const isOnline = status.connection === 'online'
  useEffect(() => {
    if (isOnline) setSettled(true)
    const timer = setTimeout(() => setSettled(true), GRACE_MS)
    return () => clearTimeout(timer)
  }, [isOnline])
  return { ...status, isSettled }
}
