import type { RxConflictHandler, RxJsonSchema, WithDeleted } from 'rxdb'
import { deepEqual } from 'rxdb/plugins/utils'
import type { Change, Item, Order, Status } from '../order.ts'

/** An order as a document of RxDB: items by their ids, so that they can be merged. */
export interface OrderDocument {
  readonly id: string
  readonly table_number: number
  readonly status: Status
  readonly items: Readonly<Record<string, Item>>
}

export const schema: RxJsonSchema<OrderDocument> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    table_number: { type: 'number' },
    status: { type: 'string', maxLength: 10 },
    items: { type: 'object', additionalProperties: true },
  },
  required: ['id', 'table_number', 'status', 'items'],
  indexes: ['status'],
}

export const readOrder = ({ table_number, status, items }: OrderDocument): Order => {
  return { table_number, status, items: Object.values(items) }
}

export function changed<Document extends OrderDocument>(order: Document, change: Change): Document {
  if (change.type === 'status_changed') return { ...order, status: change.status }
  if (change.type === 'item_added') return { ...order, items: { ...order.items, [change.item.id]: change.item } }
  const item = order.items[change.item_id]
  if (item === undefined) return order
  return { ...order, items: { ...order.items, [item.id]: { ...item, quantity: item.quantity + change.by } } }
}

/** By default RxDB drops the device's changes on a conflict; this merges both sides' since they last agreed. */
export const conflictHandler: RxConflictHandler<OrderDocument> = {
  isEqual: (a, b) => deepEqual(a, b),
  async resolve({ assumedMasterState: before, realMasterState: theirs, newDocumentState: ours }) {
    const status = before === undefined || ours.status === before.status ? theirs.status : ours.status
    return { ...theirs, status, items: { ...theirs.items, ...mergedItems(before, theirs, ours) } }
  },
}

function mergedItems(before: WithDeleted<OrderDocument> | undefined, theirs: OrderDocument, ours: OrderDocument) {
  const merged = Object.values(ours.items).map((item) => {
    const more = item.quantity - (before?.items[item.id]?.quantity ?? 0)
    const known = theirs.items[item.id]
    return known === undefined ? item : { ...known, quantity: known.quantity + more }
  })
  return Object.fromEntries(merged.map((item) => [item.id, item]))
}
