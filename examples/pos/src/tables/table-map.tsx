import { useEntities, useStore } from '@docket/react'
import { type ReactNode, useCallback } from 'react'
import { goTo } from '../lib/route.ts'
import { isActive } from '../order/order-summary.ts'
import { order } from '../order.ts'
import { FreeTableTile } from './free-table-tile.tsx'
import { MapLegend } from './map-legend.tsx'
import { openTable } from './open-table.ts'
import { TABLE_NUMBERS } from './table-numbers.ts'
import { TableTile } from './table-tile.tsx'

/** The room at a glance. A table with two orders, which two tills opened without knowing of each other, shows both. */
export function TableMap(): ReactNode {
  const store = useStore()
  const rows = useEntities(order, { where: isActive, orderBy: 'opened_at' })
  const byTable = Map.groupBy(rows, ({ summary }) => summary.table_number)
  const open = useCallback((table: number) => goTo({ screen: 'order', orderId: openTable(store, table) }), [store])
  return (
    <main className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-5">
      <div className="flex items-center justify-between gap-4">
        <h1 className="text-2xl font-bold tracking-tight">Tables</h1>
        <MapLegend summaries={rows.map(({ summary }) => summary)} free={TABLE_NUMBERS.length - byTable.size} />
      </div>
      <ul aria-label="Tables" className="grid flex-1 auto-rows-[minmax(8rem,1fr)] grid-cols-6 gap-3">
        {TABLE_NUMBERS.flatMap((table) => {
          const orders = byTable.get(table) ?? []
          if (orders.length === 0) return <FreeTableTile key={table} table={table} onOpen={open} />
          return orders.map((row, index) => (
            <TableTile key={row.id} table={table} row={row} nth={index + 1} of={orders.length} />
          ))
        })}
      </ul>
    </main>
  )
}
