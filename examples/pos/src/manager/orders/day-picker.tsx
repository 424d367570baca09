import type { ReactNode } from 'react'
import { dayOf, formatDay, isDay, shiftDay } from '../../lib/day.ts'
import { Icon } from '../../ui/icon.tsx'
import { goToManager, managerHref } from '../route.ts'

/** Which day is looked at. */
export function DayPicker({ day }: { readonly day: string }): ReactNode {
  const today = dayOf(Date.now())
  const isToday = day >= today
  return (
    <div className="flex items-center gap-1">
      <a
        href={managerHref({ screen: 'orders', day: shiftDay(day, -1) })}
        aria-label="The day before"
        className="btn btn-ghost btn-square"
      >
        <Icon name="back" className="size-5" />
      </a>
      <label className="relative flex-1 cursor-pointer text-center">
        <span className="text-lg font-bold">{formatDay(day)}</span>
        <input
          type="date"
          aria-label="Day"
          value={day}
          max={today}
          onChange={({ currentTarget: { value } }) => isDay(value) && goToManager({ screen: 'orders', day: value })}
          onClick={({ currentTarget }) => currentTarget.showPicker()}
          className="absolute inset-0 cursor-pointer opacity-0"
        />
      </label>
      <a
        href={managerHref({ screen: 'orders', day: shiftDay(day, 1) })}
        aria-label="The day after"
        aria-disabled={isToday}
        className={`btn btn-ghost btn-square ${isToday ? 'pointer-events-none opacity-30' : ''}`}
      >
        <Icon name="next" className="size-5" />
      </a>
    </div>
  )
}
