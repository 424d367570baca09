import type { Order } from '../order.ts'

export interface OrderRow extends Order {
  readonly id: string
}
