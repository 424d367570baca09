import { type ReactNode, useMemo, useState } from 'react'
import type { ClosingMoment } from '../../books/after-closing.ts'
import type { OrderTrail } from '../../books/order-trail.ts'
import { formatMinor } from '../../lib/money.ts'
import { LookBack } from '../../look-back/look-back.tsx'
import { tableLabel } from '../../order/labels.ts'
import { totalMinor } from '../../order/order-state.ts'
import { itemNamesOf } from '../../timeline/item-names.ts'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { ManagerApi } from '../api/manager-api.ts'
import { ExportButtons } from './export-buttons.tsx'
import { TrailList } from './trail-list.tsx'

export interface OrderDetailProps {
  readonly api: ManagerApi
  readonly trail: OrderTrail
  readonly closings: readonly ClosingMoment[]
}

const VIEWS = [
  { id: 'trail', label: 'Trail' },
  { id: 'look-back', label: 'Look back' },
] as const

/** One order: its trail, and how it was at any moment. */
export function OrderDetail({ api, trail, closings }: OrderDetailProps): ReactNode {
  const [view, setView] = useState<(typeof VIEWS)[number]['id']>('trail')
  const names = useMemo(() => itemNamesOf(trail.entries), [trail])
  const { table_number, status, items } = trail.state
  return (
    <section
      aria-label="Order"
      data-testid="order-detail"
      data-order-id={trail.id}
      className="flex min-w-0 flex-1 flex-col bg-base-100"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-6 pt-4 pb-3">
        <div className="min-w-0">
          <h1 className="flex items-center gap-3 text-2xl font-bold tracking-tight">
            {tableLabel(table_number)}
            <StatusBadge status={status} />
            <span className="tabular-nums">{formatMinor(totalMinor(items))}</span>
          </h1>
          <p className="truncate font-mono text-xs text-base-content/60">{trail.id}</p>
        </div>
        <ExportButtons api={api} orderId={trail.id} />
      </div>
      <div role="tablist" aria-label="Trail or look back" className="flex border-b border-base-300 px-6">
        {VIEWS.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={view === id}
            onClick={() => setView(id)}
            className="-mb-px flex h-11 cursor-pointer items-center border-b-3 border-transparent px-4 font-medium text-base-content/70 aria-selected:border-primary aria-selected:text-base-content"
          >
            {label}
          </button>
        ))}
      </div>
      {view === 'trail' ? (
        <TrailList trail={trail} names={names} closings={closings} />
      ) : (
        <div className="flex min-h-0 max-w-3xl flex-1 flex-col px-2">
          <LookBack history={trail.entries} names={names} />
        </div>
      )}
    </section>
  )
}
