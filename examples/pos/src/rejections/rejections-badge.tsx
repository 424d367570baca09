import { type RejectionsView, useRejections } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import { RejectedChange } from './rejected-change.tsx'

/** In the top bar until nothing is left that the server rejected and nobody has settled. */
export function RejectionsBadge(): ReactNode {
  const view = useRejections()
  // Mounted anew when there is something again: what comes later does not open by itself in front of a waiter.
  return view.entries.length === 0 ? null : <BadgeAndList {...view} />
}

function BadgeAndList({ entries, resolve }: RejectionsView): ReactNode {
  const [isOpen, setOpen] = useState(false)
  const changes = entries.length === 1 ? '1 change was' : `${entries.length} changes were`
  return (
    <>
      <button
        type="button"
        data-testid="rejections-badge"
        aria-haspopup="dialog"
        aria-label={`${changes} not accepted by the server. Decide`}
        onClick={() => setOpen(true)}
        className="btn gap-1.5 border-0 bg-red-700 px-3 font-medium text-white shadow-none hover:bg-red-800"
      >
        <Icon name="warning" className="size-5" />
        {`${entries.length} rejected`}
      </button>
      {isOpen && (
        <Dialog title={`${changes} not accepted`} isWide onClose={() => setOpen(false)}>
          <p className="mb-3 text-base-content/70">
            What the server rejects counts nowhere. Whatever you decide stays on the order’s timeline.
          </p>
          <ul className="max-h-[60dvh] divide-y divide-base-300 overflow-y-auto rounded-box border border-base-300">
            {entries.map((rejected) => (
              <RejectedChange key={rejected.event.id} rejected={rejected} resolve={resolve} />
            ))}
          </ul>
        </Dialog>
      )}
    </>
  )
}
