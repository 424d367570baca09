import { type ReactNode, useId, useState } from 'react'
import type { OrderItem } from '../order/order-state.ts'
import { Dialog } from '../ui/dialog.tsx'

export interface QuantityDialogProps {
  readonly item: OrderItem
  readonly onChoose: (quantity: number) => void
  readonly onClose: () => void
}

/** For a party of forty: nobody taps forty times. */
export function QuantityDialog({ item, onChoose, onClose }: QuantityDialogProps): ReactNode {
  const [quantity, setQuantity] = useState(String(item.quantity))
  const fieldId = useId()
  const asked = Number(quantity)
  const isGood = Number.isInteger(asked) && asked >= 1 && asked <= 999
  return (
    <Dialog title={item.name} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onChoose(asked)
          onClose()
        }}
      >
        <label htmlFor={fieldId} className="mb-1 block font-medium">
          How many?
        </label>
        <input
          id={fieldId}
          type="number"
          inputMode="numeric"
          min={1}
          max={999}
          value={quantity}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setQuantity(event.currentTarget.value)}
          className="input mb-4 w-full text-base"
        />
        <button type="submit" disabled={!isGood} className="btn btn-primary h-14 w-full text-base">
          Change the order
        </button>
      </form>
    </Dialog>
  )
}
