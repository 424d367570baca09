import { type ReactNode, useId, useState } from 'react'
import { Dialog } from '../ui/dialog.tsx'

const USUAL_REASONS = ['Opened by mistake', 'Guests left', 'Wrong table', 'Complaint']

export interface VoidDialogProps {
  readonly onVoid: (reason: string) => void
  readonly onClose: () => void
}

/** An order is never deleted: it is voided, with a reason that stays on its timeline. */
export function VoidDialog({ onVoid, onClose }: VoidDialogProps): ReactNode {
  const [reason, setReason] = useState('')
  const fieldId = useId()
  const given = reason.trim()
  return (
    <Dialog title="Void this order?" onClose={onClose}>
      <p className="mb-3 text-base-content/70">It stays on record with your name and the reason.</p>
      <div className="mb-3 grid grid-cols-2 gap-2">
        {USUAL_REASONS.map((usual) => (
          <button
            key={usual}
            type="button"
            aria-pressed={reason === usual}
            onClick={() => setReason(usual)}
            className="btn font-medium aria-pressed:border-primary aria-pressed:bg-primary/10"
          >
            {usual}
          </button>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onVoid(given)
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
          Void the order
        </button>
      </form>
    </Dialog>
  )
}
