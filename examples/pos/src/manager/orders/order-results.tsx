import { memo, type ReactNode } from 'react'
import type { OrderFacts } from '../../books/order-facts.ts'
import { hasMark, MARKS } from '../../books/search-orders.ts'
import { formatTime } from '../../lib/clock.ts'
import { formatMinor } from '../../lib/money.ts'
import { tableLabel } from '../../order/labels.ts'
import { staffName } from '../../session/staff.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Icon } from '../../ui/icon.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { managerHref } from '../route.ts'
import { MARK_LOOKS } from './marks.ts'

export interface OrderResultsProps {
  readonly day: string
  /** Undefined while the day is read. */
  readonly found: readonly OrderFacts[] | undefined
  /** How many there are on that day. */
  readonly of: number
  readonly chosenId: string | undefined
}

/** The orders that were found, those first of which something happened last. */
export function OrderResults({ day, found, of, chosenId }: OrderResultsProps): ReactNode {
  if (found === undefined) return <p className="p-4 text-base-content/70">Reading the ledger …</p>
  return (
    <>
      <p data-testid="found" className="px-4 py-2 text-sm text-base-content/70">
        {found.length === of ? `${of} orders` : `${found.length} of ${of} orders`}
      </p>
      <div className="min-h-0 flex-1 overflow-y-auto border-t border-base-300 bg-base-100">
        {found.length === 0 ? (
          <EmptyState icon="orders" title={of === 0 ? 'Nothing happened on this day' : 'No order is like that'} />
        ) : (
          <ul aria-label="Orders" className="divide-y divide-base-300">
            {found.map((facts) => (
              <ResultRow key={facts.id} day={day} facts={facts} isChosen={facts.id === chosenId} />
            ))}
          </ul>
        )}
      </div>
    </>
  )
}

const ResultRow = memo(function ResultRow(props: { day: string; facts: OrderFacts; isChosen: boolean }): ReactNode {
  const { day, facts, isChosen } = props
  const { id, table, status, people, totalMinor, events, lastAtMs } = facts
  // What the status says already needs no second sign.
  const marks = MARKS.filter((mark) => mark !== 'voided' && hasMark(facts, mark))
  return (
    <li>
      <a
        href={managerHref({ screen: 'orders', day, orderId: id })}
        data-testid="result"
        data-order-id={id}
        data-table={table}
        aria-label={`${tableLabel(table)}, ${formatMinor(totalMinor)}`}
        aria-current={isChosen ? 'true' : undefined}
        className="flex items-center gap-3 border-l-4 border-transparent px-3 py-2.5 hover:bg-base-200 aria-[current]:border-primary aria-[current]:bg-base-200"
      >
        <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-base-200 text-lg font-bold tabular-nums">
          {table ?? '?'}
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex items-center gap-2">
            <StatusBadge status={status} />
            <span className="truncate text-sm text-base-content/70">{people.map(staffName).join(', ')}</span>
          </span>
          <span className="mt-1 flex flex-wrap items-center gap-1.5 text-sm text-base-content/70">
            <span>{`${formatTime(lastAtMs)} · ${events} events`}</span>
            {marks.map((mark) => (
              <span
                key={mark}
                className={`inline-flex items-center gap-1 rounded-full px-2 text-xs font-semibold ${MARK_LOOKS[mark].colours}`}
              >
                <Icon name={MARK_LOOKS[mark].icon} className="size-3.5" />
                {MARK_LOOKS[mark].label}
              </span>
            ))}
          </span>
        </span>
        <span className="font-semibold tabular-nums">{formatMinor(totalMinor)}</span>
      </a>
    </li>
  )
})
