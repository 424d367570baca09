import type { OrderSummary } from '../order/order-summary.ts'

export interface OrderFilter {
  readonly label: string
  readonly none: string
  readonly limit?: number
  where(summary: OrderSummary): boolean
  compare(a: OrderSummary, b: OrderSummary): number
}

const oldestFirst = (a: OrderSummary, b: OrderSummary): number => (a.opened_at ?? 0) - (b.opened_at ?? 0)
const newestFirst = (a: OrderSummary, b: OrderSummary): number => oldestFirst(b, a)

export const ORDER_FILTERS: readonly [OrderFilter, ...OrderFilter[]] = [
  {
    label: 'In progress',
    none: 'No order in progress',
    where: ({ status, archived }) => !archived && (status === 'open' || status === 'fired' || status === 'served'),
    compare: oldestFirst,
  },
  {
    label: 'Paid',
    none: 'No paid order',
    limit: 200,
    where: ({ status }) => status === 'paid',
    compare: newestFirst,
  },
  {
    label: 'Void',
    none: 'No voided order',
    limit: 200,
    where: ({ status }) => status === 'void',
    compare: newestFirst,
  },
]
