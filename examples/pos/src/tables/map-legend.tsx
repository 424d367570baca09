import type { ReactNode } from 'react'
import type { OrderStatus } from '../order/order-state.ts'
import type { OrderSummary } from '../order/order-summary.ts'
import { statusLabel } from '../ui/status-badge.tsx'
import { TILE_COLOURS } from './tile-colours.ts'

const SHOWN: readonly OrderStatus[] = ['open', 'fired', 'served', 'paid']

export interface MapLegendProps {
  readonly summaries: readonly OrderSummary[]
  readonly free: number
}

/** What the colours mean, and how many tables have each. */
export function MapLegend({ summaries, free }: MapLegendProps): ReactNode {
  const counts = Map.groupBy(summaries, ({ status }) => status)
  return (
    <ul aria-label="Legend" className="flex gap-5 text-sm text-base-content/80">
      <Entry look="border-dashed border-base-content/40" label="Free" count={Math.max(free, 0)} />
      {SHOWN.map((status) => (
        <Entry
          key={status}
          look={TILE_COLOURS[status]}
          label={statusLabel(status)}
          count={counts.get(status)?.length ?? 0}
        />
      ))}
    </ul>
  )
}

function Entry({ look, label, count }: { look: string; label: string; count: number }): ReactNode {
  return (
    <li className="flex items-center gap-2">
      <span className={`size-4 rounded border-2 ${look}`} />
      {label}
      <span className="font-semibold tabular-nums">{count}</span>
    </li>
  )
}
