import type { ReactNode } from 'react'
import { formatMinor } from '../lib/money.ts'
import { tableLabel } from '../order/labels.ts'
import { type Order, totalMinor } from '../order/order-state.ts'
import { StatusBadge } from '../ui/status-badge.tsx'

const KITCHEN = { sent: 'in the kitchen', served: 'served' } as const

/** An order to look at, as it was. */
export function PastOrder({ order: { table_number, status, items, kitchen } }: { readonly order: Order }): ReactNode {
  return (
    <article aria-label="The order then" data-testid="past-order" className="mt-4 rounded-box border border-base-300">
      <header className="flex items-center justify-between border-b border-base-300 px-4 py-3">
        <h2 className="text-lg font-bold">{tableLabel(table_number)}</h2>
        <StatusBadge status={status} />
      </header>
      {items.length === 0 ? (
        <p className="px-4 py-3 text-base-content/70">Nothing on it.</p>
      ) : (
        <ul className="divide-y divide-base-200">
          {items.map(({ id, name, quantity, price_minor }) => (
            <li key={id} className="flex items-baseline gap-3 px-4 py-2">
              <span className="w-8 text-right font-semibold tabular-nums">{quantity}</span>
              <span className="min-w-0 flex-1">
                {name}
                {kitchen[id] !== undefined && (
                  <span className="ml-2 text-sm text-base-content/60">{KITCHEN[kitchen[id]]}</span>
                )}
              </span>
              <span className="tabular-nums">{formatMinor(quantity * price_minor)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="flex justify-between border-t border-base-300 px-4 py-3 font-semibold">
        Total
        <span data-testid="past-total" className="tabular-nums">
          {formatMinor(totalMinor(items))}
        </span>
      </p>
    </article>
  )
}
