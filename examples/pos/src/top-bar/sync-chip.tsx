import type { ReactNode } from 'react'
import { useConnection } from './use-connection.ts'

/** The state of the whole till in a word: is everything on the server? */
export function SyncChip(): ReactNode {
  const { connection, uncommitted, quarantined, isSettled } = useConnection()
  const online = connection === 'online'
  const [dot, label] = !online
    ? ['bg-amber-400', isSettled ? 'Offline' : 'Connecting']
    : uncommitted > 0
      ? ['bg-sky-400', `Sending ${uncommitted}`]
      : quarantined > 0
        ? ['bg-red-400', `${quarantined} kept aside`]
        : ['bg-emerald-400', 'All saved']
  return (
    <span
      data-testid="sync-status"
      data-connection={connection}
      data-uncommitted={uncommitted}
      title={online ? 'Connected to the server' : 'Not connected to the server'}
      className="flex items-center gap-2 whitespace-nowrap rounded-full bg-white/10 px-3 py-1.5 text-sm"
    >
      <span className={`size-2.5 rounded-full ${dot}`} />
      {label}
    </span>
  )
}
