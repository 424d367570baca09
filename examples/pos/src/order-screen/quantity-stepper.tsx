import { type ReactNode, useState } from 'react'
import type { OrderItem } from '../order/order-state.ts'
import { Icon } from '../ui/icon.tsx'
import { QuantityDialog } from './quantity-dialog.tsx'
import type { OrderActions } from './use-order-actions.ts'

export interface QuantityStepperProps {
  readonly item: OrderItem
  readonly actions: OrderActions
}

/** Fewer, how many, more. The last one is removed by the same button, which then shows a bin. */
export function QuantityStepper({ item, actions }: QuantityStepperProps): ReactNode {
  const [isAsking, setAsking] = useState(false)
  const isLast = item.quantity === 1
  return (
    <div className="flex shrink-0 items-center">
      <button
        type="button"
        aria-label={isLast ? `Remove ${item.name}` : `One ${item.name} less`}
        onClick={() => (isLast ? actions.remove(item.id) : actions.changeQuantity(item.id, -1))}
        className="btn btn-ghost btn-square text-base-content/70"
      >
        <Icon name={isLast ? 'bin' : 'minus'} className="size-5" />
      </button>
      <button
        type="button"
        data-testid="line-quantity"
        aria-haspopup="dialog"
        title="How many?"
        onClick={() => setAsking(true)}
        className="min-h-11 min-w-6 cursor-pointer text-center text-lg font-semibold tabular-nums"
      >
        {item.quantity}
      </button>
      <button
        type="button"
        aria-label={`One more ${item.name}`}
        onClick={() => actions.changeQuantity(item.id, 1)}
        className="btn btn-ghost btn-square text-base-content/70"
      >
        <Icon name="plus" className="size-5" />
      </button>
      {isAsking && (
        <QuantityDialog
          item={item}
          onChoose={(quantity) => {
            if (quantity !== item.quantity) actions.changeQuantity(item.id, quantity - item.quantity)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
