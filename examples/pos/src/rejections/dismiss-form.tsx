import type { RejectionResolution } from '@docket/core'
import { type ReactNode, useId, useState } from 'react'

export interface DismissFormProps {
  readonly onSettle: (resolution: RejectionResolution) => void
  readonly onCancel: () => void
}

/** Asks why nothing shall take its place. */
export function DismissForm({ onSettle, onCancel }: DismissFormProps): ReactNode {
  const [reason, setReason] = useState('')
  const fieldId = useId()
  const given = reason.trim()
  return (
    <form
      className="mt-2 flex flex-wrap items-end gap-2 pl-11"
      onSubmit={(event) => {
        event.preventDefault()
        onCancel()
        onSettle({ action: 'dismissed', reason: given })
      }}
    >
      <label htmlFor={fieldId} className="flex-1">
        <span className="mb-1 block font-medium">Reason</span>
        <input
          id={fieldId}
          value={reason}
          maxLength={200}
          onChange={(event) => setReason(event.currentTarget.value)}
          className="input w-full text-base"
        />
      </label>
      <button type="submit" disabled={given === ''} className="btn btn-error">
        Leave it out
      </button>
      <button type="button" className="btn" onClick={onCancel}>
        Back
      </button>
    </form>
  )
}
