import { useEntity } from '@docket/react'
import type { ReactNode } from 'react'
import { itemCount } from '../order/order-state.ts'
import { order } from '../order.ts'

export type PanelView = 'order' | 'timeline' | 'look-back'

export interface PanelTabsProps {
  readonly orderId: string
  readonly view: PanelView
  readonly onChange: (view: PanelView) => void
}

export function PanelTabs({ orderId, view, onChange }: PanelTabsProps): ReactNode {
  const { items, events } = useEntity(order, orderId, ({ state, status }) => ({
    items: itemCount(state.items),
    events: status.events,
  }))
  const tabs = [
    { id: 'order', label: 'Order', count: items },
    { id: 'timeline', label: 'Timeline', count: events },
    { id: 'look-back', label: 'Look back', count: undefined },
  ] as const
  return (
    <div role="tablist" aria-label="The order and its past" className="grid grid-cols-3 border-b border-base-300">
      {tabs.map(({ id, label, count }) => (
        <button
          key={id}
          type="button"
          role="tab"
          data-testid={`tab-${id}`}
          aria-selected={view === id}
          onClick={() => onChange(id)}
          className="-mb-px flex h-11 cursor-pointer items-center justify-center gap-2 border-b-3 border-transparent font-medium text-base-content/70 aria-selected:border-primary aria-selected:text-base-content"
        >
          {label}
          {count !== undefined && <span className="rounded-full bg-base-200 px-2 text-sm tabular-nums">{count}</span>}
        </button>
      ))}
    </div>
  )
}
