import type { Store } from '@docket/core'
import { newId } from '../lib/new-id.ts'
import { order } from '../order.ts'

/** Starts a new order for a table. Returns its id. */
export function openTable(store: Store, table_number: number): string {
  const id = newId()
  const document = store.open(order, id)
  try {
    document.record('created', { table_number })
  } finally {
    document.close()
  }
  return id
}
