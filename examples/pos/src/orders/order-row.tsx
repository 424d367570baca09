import type { EntityRow } from '@docket/core'
import { memo, type ReactNode } from 'react'
import { formatMinor } from '../lib/money.ts'
import { hrefOf } from '../lib/route.ts'
import { itemsLabel, tableLabel } from '../order/labels.ts'
import type { OrderSummary } from '../order/order-summary.ts'
import { staffName } from '../session/staff.ts'
import { Elapsed } from '../ui/elapsed.tsx'
import { Icon } from '../ui/icon.tsx'
import { StatusBadge, statusLabel } from '../ui/status-badge.tsx'

/** One order in the list; a tap opens it. */
export const OrderRow = memo(function OrderRow({ row }: { readonly row: EntityRow<OrderSummary> }): ReactNode {
  const { table_number, status, item_count, total_minor, opened_at, opened_by } = row.summary
  const items = itemsLabel(item_count)
  return (
    <li>
      <a
        href={hrefOf({ screen: 'order', orderId: row.id })}
        data-testid="order-row"
        data-order-id={row.id}
        data-table={table_number}
        aria-label={`${tableLabel(table_number)}, ${statusLabel(status)}, ${items}, ${formatMinor(total_minor)}`}
        className="grid min-h-16 grid-cols-[3.5rem_8rem_1fr_7rem_7rem_8rem_1.5rem] items-center gap-4 px-4 py-2 hover:bg-base-200"
      >
        <span className="grid size-11 place-items-center rounded-xl bg-base-200 text-lg font-bold tabular-nums">
          {table_number ?? '?'}
        </span>
        <span>
          <StatusBadge status={status} />
        </span>
        <span className="truncate">{staffName(opened_by)}</span>
        <RowMarks row={row} />
        <span className="text-right text-base-content/70">{items}</span>
        <span className="text-right">
          <span className="block text-lg leading-tight font-semibold tabular-nums">{formatMinor(total_minor)}</span>
          <span className="text-sm text-base-content/70">{opened_at !== null && <Elapsed since={opened_at} />}</span>
        </span>
        <Icon name="next" className="size-5 text-base-content/40" />
      </a>
    </li>
  )
})

/** What of the order is not yet safe, or was not accepted. */
function RowMarks({ row: { uncommitted, rejected } }: { row: EntityRow<OrderSummary> }): ReactNode {
  return (
    <span className="flex flex-col text-sm font-medium">
      {uncommitted > 0 && (
        <span className="flex items-center gap-1 text-amber-800" title="Changes that are only on this device yet">
          <Icon name="device" className="size-4" />
          {`${uncommitted} to send`}
        </span>
      )}
      {rejected > 0 && (
        <span className="flex items-center gap-1 text-error" title="Changes that the server did not accept">
          <Icon name="warning" className="size-4" />
          {`${rejected} refused`}
        </span>
      )}
    </span>
  )
}
