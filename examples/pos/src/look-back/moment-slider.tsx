import { type Moment, momentAfter, type PlayedEvent } from '@docket/core'
import { type ReactNode, useId } from 'react'
import { formatTimeWithSeconds } from '../lib/clock.ts'
import { describeEvent } from '../timeline/describe-event.ts'
import type { ItemNames } from '../timeline/item-names.ts'
import { Icon } from '../ui/icon.tsx'

export interface MomentSliderProps {
  readonly label: string
  readonly history: readonly PlayedEvent[]
  readonly names: ItemNames
  /** How many events are in the moment that is chosen. */
  readonly count: number
  readonly onChange: (moment: Moment) => void
}

/** Chooses a moment of an order's history: before its first event, or after any. */
export function MomentSlider({ label, history, names, count, onChange }: MomentSliderProps): ReactNode {
  const id = useId()
  const { length } = history
  const text = momentText(history, names, count)
  const goTo = (next: number): void => onChange(momentAfter(Math.max(0, Math.min(length, next)), history))
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-base-content/70">
        {label}
      </label>
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-label={`${label}: one event back`}
          disabled={count === 0}
          onClick={() => goTo(count - 1)}
          className="btn btn-ghost btn-square"
        >
          <Icon name="back" className="size-5" />
        </button>
        <input
          id={id}
          type="range"
          min={0}
          max={length}
          value={count}
          aria-valuetext={text}
          onChange={({ currentTarget }) => goTo(currentTarget.valueAsNumber)}
          className="h-11 min-w-0 flex-1 cursor-pointer accent-primary"
        />
        <button
          type="button"
          aria-label={`${label}: one event on`}
          disabled={count === length}
          onClick={() => goTo(count + 1)}
          className="btn btn-ghost btn-square"
        >
          <Icon name="next" className="size-5" />
        </button>
      </div>
      <p data-testid="moment" className="truncate text-sm">
        <span className="font-semibold tabular-nums">{`${count} of ${length}`}</span>
        <span className="text-base-content/70">{` · ${text}`}</span>
      </p>
    </div>
  )
}

function momentText(history: readonly PlayedEvent[], names: ItemNames, count: number): string {
  const entry = history[count - 1]
  if (entry === undefined) return 'before anything happened'
  return `${formatTimeWithSeconds(entry.event.at)}, ${describeEvent(entry.event, names).what}`
}
