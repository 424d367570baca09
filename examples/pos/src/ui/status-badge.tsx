import type { ReactNode } from 'react'
import type { OrderStatus } from '../order/order-state.ts'

const LOOKS: Readonly<Record<OrderStatus, { label: string; colours: string }>> = {
  open: { label: 'Open', colours: 'bg-sky-100 text-sky-900' },
  fired: { label: 'In kitchen', colours: 'bg-amber-100 text-amber-900' },
  served: { label: 'Served', colours: 'bg-emerald-100 text-emerald-900' },
  paid: { label: 'Paid', colours: 'bg-violet-100 text-violet-900' },
  void: { label: 'Void', colours: 'bg-stone-200 text-stone-700' },
}

export function statusLabel(status: OrderStatus): string {
  return LOOKS[status].label
}

export function StatusBadge({ status }: { readonly status: OrderStatus }): ReactNode {
  const { label, colours } = LOOKS[status]
  return (
    <span
      data-testid="order-status"
      data-status={status}
      className={`inline-flex items-center whitespace-nowrap rounded-full px-2.5 py-0.5 text-sm font-semibold ${colours}`}
    >
      {label}
    </span>
  )
}
