import { eventsUntil, type Moment, type PlayedEvent } from '@docket/core'
import { type ReactNode, useState } from 'react'
import type { ItemNames } from '../timeline/item-names.ts'
import { describeDifference } from './describe-difference.ts'
import { MomentSlider } from './moment-slider.tsx'
import { PastOrder } from './past-order.tsx'
import { useOrderPlayback } from './use-playback.ts'

export interface LookBackProps {
  readonly history: readonly PlayedEvent[]
  readonly names: ItemNames
}

/** An order as it was at any moment, and what changed between two. */
export function LookBack({ history, names }: LookBackProps): ReactNode {
  const [moment, setMoment] = useState<Moment>('newest')
  /** With which moment it is compared; undefined for the one before it. */
  const [other, setOther] = useState<Moment | undefined>(undefined)
  const playback = useOrderPlayback(history)
  const count = eventsUntil(moment, history)
  const otherCount = other === undefined ? Math.max(0, count - 1) : eventsUntil(other, history)
  const [from, to] = [Math.min(count, otherCount), Math.max(count, otherCount)]
  const differences = playback.differences(from, to)
  return (
    <section aria-label="Look back" data-testid="look-back" className="min-h-0 flex-1 overflow-y-auto p-4">
      <div className="flex flex-col gap-3">
        <MomentSlider label="The order at" history={history} names={names} count={count} onChange={setMoment} />
        {other !== undefined && (
          <MomentSlider label="Compared with" history={history} names={names} count={otherCount} onChange={setOther} />
        )}
        <button
          type="button"
          aria-pressed={other !== undefined}
          onClick={() => setOther(other === undefined ? 'beginning' : undefined)}
          className="btn self-start text-sm font-medium"
        >
          {other === undefined ? 'Compare with another moment' : 'Compare with the moment before'}
        </button>
      </div>
      <h2 className="mt-4 mb-1 text-sm font-medium text-base-content/70">
        {other === undefined ? 'What this changed' : `What changed from ${from} to ${to}`}
      </h2>
      {differences.length === 0 ? (
        <p className="text-base-content/70">Nothing.</p>
      ) : (
        <ul data-testid="differences" className="rounded-box bg-base-200 px-3 py-2 text-sm">
          {differences.map((difference) => (
            <li key={difference.path} data-kind={difference.kind} className="py-0.5 tabular-nums">
              {describeDifference(difference, names)}
            </li>
          ))}
        </ul>
      )}
      <PastOrder order={playback.stateAfter(count)} />
    </section>
  )
}
