import { useEntity } from '@docket/react'
import type { ReactNode } from 'react'
import { mayChange } from '../order/order-rules.ts'
import { order } from '../order.ts'
import { ClosedOrder } from './closed-order.tsx'
import { MenuPanel } from './menu-panel.tsx'
import { OrderPanel } from './order-panel.tsx'
import { UnknownOrder } from './unknown-order.tsx'
import { useOrderActions } from './use-order-actions.ts'

/** One order: the menu on the left, what was ordered on the right. */
export function OrderScreen({ orderId }: { readonly orderId: string }): ReactNode {
  const actions = useOrderActions(orderId)
  const { isThere, isLoading, isChangeable } = useEntity(order, orderId, ({ state, status }) => ({
    isThere: status.events > 0,
    isLoading: !status.loaded,
    isChangeable: mayChange(state) === true,
  }))
  if (isLoading) return <main className="flex-1" aria-busy="true" />
  if (!isThere) return <UnknownOrder />
  return (
    <main className="flex min-h-0 flex-1">
      {isChangeable ? <MenuPanel onChoose={actions.add} /> : <ClosedOrder orderId={orderId} onClear={actions.clear} />}
      <OrderPanel orderId={orderId} actions={actions} />
    </main>
  )
}
