import type { ReactNode } from 'react'
import type { OrderItem } from '../order/order-state.ts'
import { Icon } from '../ui/icon.tsx'
import type { OrderActions } from './use-order-actions.ts'

export interface QuantityStepperProps {
  readonly item: OrderItem
  readonly actions: OrderActions
}

/** Fewer, how many, more. The last one is removed by the same button, which then shows a bin. */
export function QuantityStepper({ item, actions }: QuantityStepperProps): ReactNode {
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
      <span data-testid="line-quantity" className="min-w-6 text-center text-lg font-semibold tabular-nums">
        {item.quantity}
      </span>
      <button
        type="button"
        aria-label={`One more ${item.name}`}
        onClick={() => actions.changeQuantity(item.id, 1)}
        className="btn btn-ghost btn-square text-base-content/70"
      >
        <Icon name="plus" className="size-5" />
      </button>
    </div>
  )
}
