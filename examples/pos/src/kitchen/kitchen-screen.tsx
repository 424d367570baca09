import { useEntities } from '@docket/react'
import type { ReactNode } from 'react'
import { order } from '../order.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { KitchenTicket } from './kitchen-ticket.tsx'

/** What the kitchen has to do, the longest waiting first. */
export function KitchenScreen(): ReactNode {
  const rows = useEntities(order, {
    where: (o) => o.in_kitchen_count > 0 && o.status !== 'void' && !o.archived,
    orderBy: 'fired_at',
  })
  return (
    <main className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-5">
      <div className="flex items-baseline gap-3">
        <h1 className="text-2xl font-bold tracking-tight">Kitchen</h1>
        <p className="text-base-content/70">
          {rows.length === 0 ? '' : rows.length === 1 ? '1 order' : `${rows.length} orders`}
        </p>
      </div>
      {rows.length === 0 ? (
        <EmptyState icon="kitchen" title="Nothing to cook">
          <p>Orders that are sent to the kitchen appear here.</p>
        </EmptyState>
      ) : (
        <ul
          aria-label="Kitchen orders"
          className="grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] items-start gap-4"
        >
          {rows.map(({ id, summary }) => (
            <KitchenTicket key={id} orderId={id} table={summary.table_number} firedAt={summary.fired_at ?? 0} />
          ))}
        </ul>
      )}
    </main>
  )
}
