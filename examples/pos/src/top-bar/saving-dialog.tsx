import type { SyncStatus } from '@docket/core'
import type { ReactNode } from 'react'
import { useNow } from '../lib/clock.ts'
import { Dialog } from '../ui/dialog.tsx'
import { describeSaving } from './describe-saving.ts'

export interface SavingDialogProps {
  readonly status: SyncStatus
  readonly onClose: () => void
}

/** How safe everything on this till is, in numbers. */
export function SavingDialog({ status, onClose }: SavingDialogProps): ReactNode {
  const lines = describeSaving(status, useNow())
  return (
    <Dialog title="Is everything safe?" onClose={onClose}>
      <ul data-testid="saving" className="divide-y divide-base-300 rounded-box border border-base-300">
        {lines.map(({ count, label, wait }) => (
          <li
            key={label}
            className={`flex items-baseline gap-3 px-4 py-3 ${count === 0 ? 'text-base-content/60' : ''}`}
          >
            <span className="min-w-8 text-right text-xl font-semibold tabular-nums">{count}</span>
            <span className="flex-1">{label}</span>
            {wait !== undefined && <span className="text-sm text-amber-800">{`the oldest for ${wait}`}</span>}
          </li>
        ))}
      </ul>
      <p className="mt-3 text-base-content/70">
        {status.connection === 'online'
          ? 'Connected to the server.'
          : 'Not connected: what is on this device is sent when the connection is back, also after the till was closed.'}
      </p>
    </Dialog>
  )
}
