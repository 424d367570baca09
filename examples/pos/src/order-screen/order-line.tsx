import type { SaveState } from '@docket/core'
import { memo, type ReactNode } from 'react'
import { formatMinor } from '../lib/money.ts'
import type { KitchenProgress, OrderItem } from '../order/order-state.ts'
import { Icon } from '../ui/icon.tsx'
import { SaveMark } from '../ui/save-mark.tsx'
import { QuantityStepper } from './quantity-stepper.tsx'
import type { OrderActions } from './use-order-actions.ts'

export interface OrderLineProps {
  readonly item: OrderItem
  readonly progress: KitchenProgress | undefined
  readonly saveState: SaveState
  readonly isChangeable: boolean
  readonly actions: OrderActions
}

/** One line: how many of what, how far it is and how safe, and what it comes to. */
export const OrderLine = memo(function OrderLine(props: OrderLineProps): ReactNode {
  const { item, progress, saveState, isChangeable, actions } = props
  const canStep = isChangeable && progress === undefined
  return (
    <li
      data-testid="order-line"
      data-item-id={item.id}
      data-save-state={saveState}
      className="flex min-h-16 items-center gap-2 py-1.5 pr-4 pl-2 contain-content"
    >
      {canStep ? <QuantityStepper item={item} actions={actions} /> : <Quantity quantity={item.quantity} />}
      <div className="min-w-0 flex-1">
        <p data-testid="line-name" className="line-clamp-2 leading-tight font-medium break-words">
          {item.name}
        </p>
        <p className="mt-0.5 flex items-center gap-2 text-sm text-base-content/70">
          <SaveMark state={saveState} />
          {progress !== undefined && <Progress progress={progress} />}
          {progress === undefined && item.quantity > 1 && <span>{`${formatMinor(item.price_minor)} each`}</span>}
        </p>
      </div>
      <p data-testid="line-total" className="font-semibold tabular-nums">
        {formatMinor(item.quantity * item.price_minor)}
      </p>
      {isChangeable && progress === 'sent' && (
        <button
          type="button"
          aria-label={`Remove ${item.name}`}
          onClick={() => actions.remove(item.id)}
          className="btn btn-ghost btn-square -mr-2 text-base-content/60"
        >
          <Icon name="bin" className="size-5" />
        </button>
      )}
    </li>
  )
})

function Quantity({ quantity }: { quantity: number }): ReactNode {
  return (
    <span data-testid="line-quantity" className="w-11 shrink-0 text-center text-lg font-semibold tabular-nums">
      {quantity}
      <span className="text-base-content/70">×</span>
    </span>
  )
}

function Progress({ progress }: { progress: KitchenProgress }): ReactNode {
  return progress === 'sent' ? (
    <span className="flex items-center gap-1 text-amber-800">
      <Icon name="flame" className="size-4" />
      In the kitchen
    </span>
  ) : (
    <span className="flex items-center gap-1 text-emerald-800">
      <Icon name="check" className="size-4" />
      Served
    </span>
  )
}
