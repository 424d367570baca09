import { order } from '../../core/order.ts'
import { readBareRows } from './bare-rows.ts'
import { openTill, storageOf } from './till.ts'

const SHOWN = 50

/** From making the store until the first 50 of all orders are painted, ms. */
export async function listOrders(): Promise<{ readonly rowsMs: number; readonly paintedMs: number }> {
  const startMs = performance.now()
  const till = openTill(storageOf('indexeddbStorage'))
  await till.ready
  const rows = till.list(order, { orderBy: 'table_number', limit: SHOWN }).rows()
  const rowsMs = performance.now() - startMs
  await paint(rows.map(({ id, summary }) => `${id}: table ${summary.table_number}, ${summary.total_minor}`))
  return { rowsMs, paintedMs: performance.now() - startMs }
}

/** Without a layer: all rows in one `getAll`, sorted, and 50 of them painted. */
export async function listFromBareRows(): Promise<{ readonly rowsMs: number; readonly paintedMs: number }> {
  const startMs = performance.now()
  const rows = (await readBareRows())
    .map(({ id, summary }) => ({ id, summary: summary as Readonly<Record<string, number>> }))
    .sort((a, b) => (a.summary.table_number ?? 0) - (b.summary.table_number ?? 0) || (a.id < b.id ? -1 : 1))
    .slice(0, SHOWN)
  const rowsMs = performance.now() - startMs
  await paint(rows.map(({ id, summary }) => `${id}: table ${summary.table_number}, ${summary.total_minor}`))
  return { rowsMs, paintedMs: performance.now() - startMs }
}

// What the page holds while its heap is measured.
const held: unknown[] = []

export async function holdList(): Promise<void> {
  const till = openTill(storageOf('indexeddbStorage'))
  await till.ready
  const list = till.list(order, { orderBy: 'table_number' })
  held.push(till, list, list.rows())
}

export async function holdBareSummaries(): Promise<void> {
  held.push((await readBareRows()).map(({ summary }) => summary))
}

/** Resolves in the first task after the frame with the rows. */
function paint(lines: readonly string[]): Promise<void> {
  const list = document.querySelector('#rows')
  list?.replaceChildren(
    ...lines.map((line) => {
      const row = document.createElement('li')
      row.textContent = line
      return row
    }),
  )
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(undefined)
    })
  })
}
