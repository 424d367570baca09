import { useEntity, useHistory } from '@docket/react'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import { mayChange } from '../order/order-rules.ts'
import { order } from '../order.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { OrderLine } from './order-line.tsx'
import { saveStatesByItem } from './save-states-by-item.ts'
import type { OrderActions } from './use-order-actions.ts'

export interface OrderLinesProps {
  readonly orderId: string
  readonly actions: OrderActions
}

/** What was ordered, in the order of being added; the newest line comes into view. */
export function OrderLines({ orderId, actions }: OrderLinesProps): ReactNode {
  const { items, kitchen, isChangeable } = useEntity(order, orderId, ({ state }) => ({
    items: state.items,
    kitchen: state.kitchen,
    isChangeable: mayChange(state) === true,
  }))
  const history = useHistory(order, orderId)
  const saveStates = useMemo(() => saveStatesByItem(history), [history])
  const list = useRef<HTMLUListElement>(null)
  const { length } = items
  useEffect(() => {
    if (length === 0) return
    // Scrolling needs the layout, which at this moment would be made for it alone.
    const frame = requestAnimationFrame(() => list.current?.scrollTo(0, list.current.scrollHeight))
    return () => cancelAnimationFrame(frame)
  }, [length])
  if (length === 0) {
    return (
      <EmptyState icon="orders" title="Nothing ordered yet">
        <p>Tap a dish on the menu.</p>
      </EmptyState>
    )
  }
  return (
    <ul
      ref={list}
      aria-label="Order lines"
      className="min-h-0 flex-1 divide-y divide-base-200 overflow-y-auto bg-base-100 contain-strict"
    >
      {items.map((item) => (
        <OrderLine
          key={item.id}
          item={item}
          progress={kitchen[item.id]}
          saveState={saveStates.get(item.id) ?? 'committed'}
          isChangeable={isChangeable}
          actions={actions}
        />
      ))}
    </ul>
  )
}
