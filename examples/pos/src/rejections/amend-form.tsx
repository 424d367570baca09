import type { RejectionResolution } from '@docket/core'
import { type ReactNode, useId, useState } from 'react'
import type { Amendment } from './amendment.ts'

export interface AmendFormProps {
  readonly amendment: Amendment
  readonly onSettle: (resolution: RejectionResolution) => void
  readonly onCancel: () => void
}

/** Asks how many it shall be instead. */
export function AmendForm({ amendment, onSettle, onCancel }: AmendFormProps): ReactNode {
  const [quantity, setQuantity] = useState(String(amendment.quantity))
  const fieldId = useId()
  const asked = Number(quantity)
  const isGood = Number.isInteger(asked) && asked >= 1 && asked <= 999 && asked !== amendment.quantity
  return (
    <form
      className="mt-2 flex flex-wrap items-end gap-2 pl-11"
      onSubmit={(event) => {
        event.preventDefault()
        onCancel()
        onSettle({
          action: 'amended',
          payload: amendment.withQuantity(asked),
          reason: `${asked} instead of ${amendment.quantity}`,
        })
      }}
    >
      <label htmlFor={fieldId} className="flex-1">
        <span className="mb-1 block font-medium">How many instead?</span>
        <input
          id={fieldId}
          type="number"
          inputMode="numeric"
          min={1}
          max={999}
          value={quantity}
          onChange={(event) => setQuantity(event.currentTarget.value)}
          className="input w-full text-base"
        />
      </label>
      <button type="submit" disabled={!isGood} className="btn btn-primary">
        Record instead
      </button>
      <button type="button" className="btn" onClick={onCancel}>
        Back
      </button>
    </form>
  )
}
