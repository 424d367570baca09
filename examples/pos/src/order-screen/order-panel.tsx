import { useEntity } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { formatTime } from '../lib/clock.ts'
import { hrefOf } from '../lib/route.ts'
import { tableLabel } from '../order/labels.ts'
import { order } from '../order.ts'
import { staffName } from '../session/staff.ts'
import { Timeline } from '../timeline/timeline.tsx'
import { Icon } from '../ui/icon.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { OrderFooter } from './order-footer.tsx'
import { OrderLines } from './order-lines.tsx'
import { OrderLookBack } from './order-look-back.tsx'
import { PanelTabs, type PanelView } from './panel-tabs.tsx'
import { RefusedNotice } from './refused-notice.tsx'
import { UpdateNotice } from './update-notice.tsx'
import type { OrderActions } from './use-order-actions.ts'

export interface OrderPanelProps {
  readonly orderId: string
  readonly actions: OrderActions
}

const VIEWS: Readonly<Record<PanelView, string>> = { order: 'Order', timeline: 'Timeline', 'look-back': 'Look back' }

/** The order itself, or how it came about. */
export function OrderPanel({ orderId, actions }: OrderPanelProps): ReactNode {
  const [view, setView] = useState<PanelView>('order')
  return (
    <aside
      aria-label="Order"
      data-testid="order-panel"
      data-order-id={orderId}
      className="flex w-[26rem] shrink-0 flex-col border-l border-base-300 bg-base-100 contain-strict"
    >
      <OrderHeader orderId={orderId} />
      <PanelTabs view={view} orderId={orderId} onChange={setView} />
      <div role="tabpanel" aria-label={VIEWS[view]} className="flex min-h-0 flex-1 flex-col">
        {view === 'order' && (
          <>
            <UpdateNotice orderId={orderId} />
            <RefusedNotice orderId={orderId} onShow={() => setView('timeline')} />
            <OrderLines orderId={orderId} actions={actions} />
          </>
        )}
        {view === 'timeline' && <Timeline orderId={orderId} />}
        {view === 'look-back' && <OrderLookBack orderId={orderId} />}
      </div>
      {view === 'order' && <OrderFooter orderId={orderId} actions={actions} />}
    </aside>
  )
}

function OrderHeader({ orderId }: { orderId: string }): ReactNode {
  const { table_number, status, opened_at, opened_by } = useEntity(order, orderId, ({ state }) => ({
    table_number: state.table_number,
    status: state.status,
    opened_at: state.opened_at,
    opened_by: state.opened_by,
  }))
  return (
    <div className="flex items-center gap-2 py-2 pr-4 pl-1">
      <a href={hrefOf({ screen: 'tables' })} aria-label="Back to the tables" className="btn btn-ghost btn-square">
        <Icon name="back" />
      </a>
      <div className="min-w-0 flex-1">
        <h1 className="text-xl leading-tight font-bold">{tableLabel(table_number)}</h1>
        {opened_at !== null && (
          <p className="truncate text-sm text-base-content/70">{`since ${formatTime(opened_at)}, ${staffName(opened_by)}`}</p>
        )}
      </div>
      <StatusBadge status={status} />
    </div>
  )
}
