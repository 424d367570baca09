import { useEntity, useRecord } from '@docket/react'
import { memo, type ReactNode } from 'react'
import { formatElapsed, formatTime, useNow } from '../lib/clock.ts'
import { tableLabel } from '../order/labels.ts'
import { itemsInKitchen } from '../order/order-state.ts'
import { order } from '../order.ts'
import { attempt } from '../order-screen/attempt.ts'
import { Icon } from '../ui/icon.tsx'

export interface KitchenTicketProps {
  readonly orderId: string
  readonly table: number | null
  readonly firedAt: number
}

const LATE_MS = 10 * 60_000
const VERY_LATE_MS = 20 * 60_000

/** One order's dishes that are to be cooked; its head warms up with the time that the guests wait. */
export const KitchenTicket = memo(function KitchenTicket({ orderId, table, firedAt }: KitchenTicketProps): ReactNode {
  const items = useEntity(order, orderId, ({ state }) => itemsInKitchen(state))
  const record = useRecord(order, orderId)
  const waitedMs = useNow() - firedAt
  const head =
    waitedMs > VERY_LATE_MS
      ? 'bg-red-700 text-white'
      : waitedMs > LATE_MS
        ? 'bg-amber-300 text-amber-950'
        : 'bg-neutral text-neutral-content'
  return (
    <li
      data-testid="kitchen-ticket"
      data-order-id={orderId}
      data-table={table}
      className="overflow-hidden rounded-box border border-base-300 bg-base-100 shadow-sm"
    >
      <div className={`flex items-baseline justify-between px-4 py-2.5 ${head}`}>
        <h2 className="text-xl font-bold">{tableLabel(table)}</h2>
        <p className="font-medium tabular-nums">{`${formatTime(firedAt)} · ${formatElapsed(waitedMs)}`}</p>
      </div>
      <ul className="divide-y divide-base-200 px-4">
        {items.map(({ id, name, quantity }) => (
          <li key={id} className="flex gap-3 py-2.5 text-lg leading-snug">
            <span className="w-8 shrink-0 text-right font-bold tabular-nums">{`${quantity}×`}</span>
            <span className="min-w-0 font-medium break-words">{name}</span>
          </li>
        ))}
      </ul>
      <div className="p-3">
        <button
          type="button"
          aria-label={`Mark ${tableLabel(table)} served`}
          onClick={() => attempt(() => record('state_changed', { new_status: 'served' }))}
          className="btn btn-primary h-14 w-full text-base"
        >
          <Icon name="check" className="size-5" />
          Served
        </button>
      </div>
    </li>
  )
})
