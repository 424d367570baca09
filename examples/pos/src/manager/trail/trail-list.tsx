import type { ReactNode } from 'react'
import { type ClosingMoment, missedClosing } from '../../books/after-closing.ts'
import type { OrderTrail } from '../../books/order-trail.ts'
import { describeDifference } from '../../look-back/describe-difference.ts'
import { useOrderPlayback } from '../../look-back/use-playback.ts'
import { totalMinor } from '../../order/order-state.ts'
import type { ItemNames } from '../../timeline/item-names.ts'
import { TrailRow } from './trail-row.tsx'

export interface TrailListProps {
  readonly trail: OrderTrail
  readonly names: ItemNames
  readonly closings: readonly ClosingMoment[]
}

/** Everything that ever happened to an order, in the order of what happened. */
export function TrailList({ trail: { entries }, names, closings }: TrailListProps): ReactNode {
  const playback = useOrderPlayback(entries)
  const totalAfter = (count: number): number => totalMinor(playback.stateAfter(count).items)
  return (
    <ol aria-label="Trail" data-testid="trail" className="min-h-0 flex-1 overflow-y-auto px-6 py-4">
      {entries.map((entry, index) => (
        <TrailRow
          key={entry.event.id}
          entry={entry}
          names={names}
          changes={playback.differences(index, index + 1).map((difference) => describeDifference(difference, names))}
          totals={{ before: totalAfter(index), after: totalAfter(index + 1) }}
          missedClosing={missedClosing(entry, closings)}
        />
      ))}
    </ol>
  )
}
