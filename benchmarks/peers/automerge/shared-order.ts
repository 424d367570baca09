import * as Automerge from '@automerge/automerge/slim'
import {
  type BinaryDocumentId,
  type DocumentId,
  parseAutomergeUrl,
  stringifyAutomergeUrl,
} from '@automerge/automerge-repo/slim'
import type { Change, Item, Order, Row, Status } from '../order.ts'

/** An order as an Automerge document. A quantity is a counter, as its documentation advises for what is counted. */
export interface SharedOrder {
  table_number: number
  status: Status
  items: Record<string, { name: string; price_minor: number; quantity: Automerge.Counter }>
}

/** The document that the list shows: one line an order. */
export interface SharedIndex {
  rows: Record<string, { -readonly [Key in keyof Row]: Row[Key] }>
}

/** Orders have UUIDs, of whose bytes Automerge's names of documents are made. */
export function documentIdOf(id: string): DocumentId {
  const bytes = Uint8Array.from(id.replaceAll('-', '').match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))
  return parseAutomergeUrl(stringifyAutomergeUrl(bytes as BinaryDocumentId)).documentId
}

export const INDEX_ID = documentIdOf('00000000-0000-4000-9000-000000000000')

export const newOrderBytes = (table_number: number): Uint8Array =>
  Automerge.save(Automerge.from<Record<string, unknown>>({ table_number, status: 'open', items: {} }))

/** The same bytes on every device, so that it does not matter who makes the document first. */
export function newIndexBytes(): Uint8Array {
  const empty = Automerge.init<SharedIndex>({ actor: '00' })
  return Automerge.save(
    Automerge.change(empty, { time: 0 }, (doc) => {
      doc.rows = {}
    }),
  )
}

export function readOrder({ table_number, status, items }: SharedOrder): Order {
  const read = ([id, { name, price_minor, quantity }]: [string, SharedOrder['items'][string]]): Item => {
    return { id, name, price_minor, quantity: quantity.value }
  }
  return { table_number, status, items: Object.entries(items).map(read) }
}

export function writeChange(order: SharedOrder, change: Change): void {
  if (change.type === 'status_changed') order.status = change.status
  else if (change.type === 'quantity_changed') order.items[change.item_id]?.quantity.increment(change.by)
  else {
    const { id, name, price_minor, quantity } = change.item
    order.items[id] = { name, price_minor, quantity: new Automerge.Counter(quantity) }
  }
}

export function writeRow({ rows }: SharedIndex, row: Row): void {
  const known = rows[row.id]
  if (known === undefined) rows[row.id] = { ...row }
  else {
    if (known.status !== row.status) known.status = row.status
    if (known.total_minor !== row.total_minor) known.total_minor = row.total_minor
  }
}
