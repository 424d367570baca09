import * as Y from 'yjs'
import type { Change, Item, Order } from '../order.ts'

type Fields = Y.Map<string | number | Y.Array<number>>

/**
 * An order as shared types. A quantity is the sum of what was added to it: as one number in a map, what two devices add at
 * once would be overwritten.
 */
export function readOrder(doc: Y.Doc): Order | undefined {
  const order = doc.getMap<unknown>('order')
  const table_number = order.get('table_number')
  if (typeof table_number !== 'number') return undefined
  const items = [...doc.getMap<Fields>('items')].map(([id, fields]) => itemOf(id, fields))
  return { table_number, status: order.get('status') as Order['status'], items }
}

function itemOf(id: string, fields: Fields): Item {
  const quantities = fields.get('quantities') as Y.Array<number>
  return {
    id,
    name: String(fields.get('name')),
    price_minor: Number(fields.get('price_minor')),
    quantity: quantities.toArray().reduce((sum, by) => sum + by, 0),
  }
}

export function writeOrder(doc: Y.Doc, table_number: number): void {
  const order = doc.getMap('order')
  doc.transact(() => {
    order.set('table_number', table_number)
    order.set('status', 'open')
  })
}

export function writeChange(doc: Y.Doc, change: Change): void {
  if (change.type === 'status_changed') doc.getMap('order').set('status', change.status)
  else if (change.type === 'item_added') writeItem(doc, change.item)
  else {
    const quantities = doc.getMap<Fields>('items').get(change.item_id)?.get('quantities')
    if (quantities instanceof Y.Array) quantities.push([change.by])
  }
}

function writeItem(doc: Y.Doc, { id, name, price_minor, quantity }: Item): void {
  const fields: Fields = new Y.Map<string | number | Y.Array<number>>([
    ['name', name],
    ['price_minor', price_minor],
    ['quantities', Y.Array.from([quantity])],
  ])
  doc.getMap<Fields>('items').set(id, fields)
}
