import type { EntityRow } from '@docket/core'
import { memo, type ReactNode } from 'react'
import { formatMinor } from '../lib/money.ts'
import { hrefOf } from '../lib/route.ts'
import { itemsLabel } from '../order/labels.ts'
import type { OrderSummary } from '../order/order-summary.ts'
import { Elapsed } from '../ui/elapsed.tsx'
import { statusLabel } from '../ui/status-badge.tsx'
import { TILE_COLOURS } from './tile-colours.ts'

export interface TableTileProps {
  readonly table: number
  readonly row: EntityRow<OrderSummary>
  /** Which of the table's orders this is. */
  readonly nth: number
  readonly of: number
}

/** A table with an order: how far it is, for how long, and what it comes to. */
export const TableTile = memo(function TableTile({ table, row, nth, of }: TableTileProps): ReactNode {
  const { status, item_count, total_minor, opened_at, unsent_count } = row.summary
  const which = of > 1 ? `, order ${nth} of ${of}` : ''
  return (
    <li className="flex">
      <a
        href={hrefOf({ screen: 'order', orderId: row.id })}
        data-testid={`table-${table}`}
        data-status={status}
        data-order-id={row.id}
        aria-label={`Table ${table}${which}, ${statusLabel(status)}, ${itemsLabel(item_count)}, ${formatMinor(total_minor)}`}
        className={`flex w-full flex-col rounded-box border-2 p-3 shadow-sm hover:shadow-md ${TILE_COLOURS[status]}`}
      >
        <span className="flex items-start justify-between">
          <span className="text-3xl font-bold tabular-nums">{table}</span>
          <span className="text-right text-sm leading-snug font-medium">
            {statusLabel(status)}
            <span className="block font-normal opacity-80">{opened_at !== null && <Elapsed since={opened_at} />}</span>
          </span>
        </span>
        <span className="mt-auto text-sm opacity-80">
          {of > 1 ? <strong>{`Order ${nth} of ${of}`}</strong> : itemsLabel(item_count)}
          {status !== 'open' && status !== 'paid' && unsent_count > 0 && ` · ${unsent_count} new`}
        </span>
        <span className="text-xl font-bold tabular-nums">{formatMinor(total_minor)}</span>
      </a>
    </li>
  )
})
