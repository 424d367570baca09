import { useEntity } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { formatMinor } from '../lib/money.ts'
import { mayChange } from '../order/order-rules.ts'
import { itemCount, itemsInKitchen, totalMinor, unsentItems } from '../order/order-state.ts'
import { order } from '../order.ts'
import { Icon } from '../ui/icon.tsx'
import { PayDialog } from './pay-dialog.tsx'
import type { OrderActions } from './use-order-actions.ts'
import { VoidDialog } from './void-dialog.tsx'

export interface OrderFooterProps {
  readonly orderId: string
  readonly actions: OrderActions
}

/** The total, and what can be done with the order as a whole. */
export function OrderFooter({ orderId, actions }: OrderFooterProps): ReactNode {
  const [asking, setAsking] = useState<'pay' | 'void' | undefined>(undefined)
  const { total, unsent, cooking, isChangeable, isEmpty } = useEntity(order, orderId, ({ state }) => ({
    total: totalMinor(state.items),
    unsent: itemCount(unsentItems(state)),
    cooking: itemCount(itemsInKitchen(state)),
    isChangeable: mayChange(state) === true,
    isEmpty: state.items.length === 0,
  }))
  const stopAsking = (): void => setAsking(undefined)
  return (
    <div className="border-t border-base-300 p-4">
      <div className="mb-3 flex items-baseline justify-between">
        <span className="font-medium text-base-content/70">Total</span>
        <span data-testid="order-total" className="text-3xl font-bold tracking-tight tabular-nums">
          {formatMinor(total)}
        </span>
      </div>
      <div className="grid grid-cols-3 gap-2">
        {isChangeable && (
          <button
            type="button"
            disabled={unsent === 0}
            onClick={actions.fire}
            className="btn btn-warning col-span-2 h-14 text-base"
          >
            <Icon name="flame" className="size-5" />
            {unsent === 0 ? 'Send to kitchen' : `Send ${unsent} to kitchen`}
          </button>
        )}
        {(isChangeable || cooking > 0) && (
          <button
            type="button"
            disabled={cooking === 0}
            onClick={actions.serve}
            className="btn h-14 text-base only:col-span-3"
          >
            <Icon name="check" className="size-5" />
            Served
          </button>
        )}
        {isChangeable && (
          <>
            <button type="button" onClick={() => setAsking('void')} className="btn btn-ghost h-14 text-base text-error">
              <Icon name="cancel" className="size-5" />
              Void
            </button>
            <button
              type="button"
              disabled={isEmpty}
              onClick={() => setAsking('pay')}
              className="btn btn-primary col-span-2 h-14 text-base"
            >
              <Icon name="card" className="size-5" />
              Pay
            </button>
          </>
        )}
      </div>
      {asking === 'pay' && <PayDialog totalMinor={total} unsent={unsent} onPay={actions.pay} onClose={stopAsking} />}
      {asking === 'void' && <VoidDialog onVoid={actions.voidOrder} onClose={stopAsking} />}
    </div>
  )
}
