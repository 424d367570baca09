import type { QuarantinedDocument } from '@docket/core'
import { useHistory } from '@docket/react'
import { type ReactNode, useId, useState } from 'react'
import { formatTime } from '../lib/clock.ts'
import { order } from '../order.ts'
import { staffName } from '../session/staff.ts'
import { describeEvent } from '../timeline/describe-event.ts'
import { itemNamesOf } from '../timeline/item-names.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'

export interface DismissDialogProps {
  readonly entry: QuarantinedDocument
  readonly onDismiss: (reason: string) => void
  readonly onClose: () => void
}

/** Shows what would be left out, and asks why. */
export function DismissDialog({ entry, onDismiss, onClose }: DismissDialogProps): ReactNode {
  const [reason, setReason] = useState('')
  const fieldId = useId()
  const history = useHistory(order, entry.id)
  const names = itemNamesOf([...history, ...entry.events])
  const given = reason.trim()
  return (
    <Dialog title="Leave these changes out?" onClose={onClose}>
      <p className="mb-3 text-base-content/70">
        They will not be on the order. They stay on this till, with your name and the reason.
      </p>
      <ul className="mb-4 max-h-56 divide-y divide-base-300 overflow-y-auto rounded-box border border-base-300">
        {entry.events.map(({ event }) => {
          const { icon, what } = describeEvent(event, names)
          return (
            <li key={event.id} data-testid="quarantined-change" className="flex items-center gap-3 px-3 py-2">
              <Icon name={icon} className="size-4" />
              <span className="min-w-0 flex-1 break-words">{what}</span>
              <span className="text-sm whitespace-nowrap text-base-content/70">
                {`${staffName(event.by)}, ${formatTime(event.at)}`}
              </span>
            </li>
          )
        })}
        {entry.malformed.map((text) => (
          <li key={text} data-testid="quarantined-change" className="flex items-center gap-3 px-3 py-2">
            <Icon name="warning" className="size-4" />
            <span className="min-w-0 flex-1 truncate text-base-content/70" title={text}>
              Something that cannot be read
            </span>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onDismiss(given)
          onClose()
        }}
      >
        <label htmlFor={fieldId} className="mb-1 block font-medium">
          Reason
        </label>
        <input
          id={fieldId}
          value={reason}
          maxLength={200}
          onChange={(event) => setReason(event.currentTarget.value)}
          className="input mb-4 w-full text-base"
        />
        <button type="submit" disabled={given === ''} className="btn btn-error h-14 w-full text-base">
          Leave them out
        </button>
      </form>
    </Dialog>
  )
}
