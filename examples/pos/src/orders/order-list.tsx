import { useEntities } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { order } from '../order.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ORDER_FILTERS, type OrderFilter } from './order-filters.ts'
import { OrderRow } from './order-row.tsx'

/** The orders of the house, newest last; first of all those in progress. */
export function OrderList(): ReactNode {
  const [filter, setFilter] = useState<OrderFilter>(ORDER_FILTERS[0])
  const rows = useEntities(order, { where: filter.where, orderBy: filter.compare, limit: filter.limit })
  return (
    <main className="flex min-h-0 flex-1 flex-col gap-4 p-5">
      <div className="flex items-center justify-between gap-4">
        <h1 className="text-2xl font-bold tracking-tight">Orders</h1>
        <fieldset className="join" aria-label="Which orders">
          {ORDER_FILTERS.map((one) => (
            <button
              key={one.label}
              type="button"
              aria-pressed={one === filter}
              onClick={() => setFilter(one)}
              className="btn join-item px-5 font-medium aria-pressed:btn-neutral"
            >
              {one.label}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto rounded-box border border-base-300 bg-base-100">
        {rows.length === 0 ? (
          <EmptyState icon="orders" title={filter.none}>
            <p>Open a table on the map, and its order is here.</p>
          </EmptyState>
        ) : (
          <ul aria-label={filter.label} className="divide-y divide-base-300">
            {rows.map((row) => (
              <OrderRow key={row.id} row={row} />
            ))}
          </ul>
        )}
      </div>
    </main>
  )
}
