import { type ReactNode, useState } from 'react'
import { SavingDialog } from './saving-dialog.tsx'
import { useConnection } from './use-connection.ts'

/** The state of the whole till in a word: is everything on the server? The numbers are behind it. */
export function SyncChip(): ReactNode {
  const status = useConnection()
  const [isOpen, setOpen] = useState(false)
  const { connection, uncommitted, quarantined, isSettled } = status
  const online = connection === 'online'
  const [dot, label] = !online
    ? ['bg-amber-400', isSettled ? 'Offline' : 'Connecting']
    : uncommitted > 0
      ? ['bg-sky-400', `Sending ${uncommitted}`]
      : quarantined > 0
        ? ['bg-red-400', `${quarantined} kept aside`]
        : ['bg-emerald-400', 'All saved']
  return (
    <>
      <button
        type="button"
        data-testid="sync-status"
        data-connection={connection}
        data-uncommitted={uncommitted}
        aria-haspopup="dialog"
        title={online ? 'Connected to the server' : 'Not connected to the server'}
        onClick={() => setOpen(true)}
        className="flex min-h-11 cursor-pointer items-center gap-2 rounded-full bg-white/10 px-3 text-sm whitespace-nowrap hover:bg-white/20"
      >
        <span className={`size-2.5 rounded-full ${dot}`} />
        {label}
      </button>
      {isOpen && <SavingDialog status={status} onClose={() => setOpen(false)} />}
    </>
  )
}
