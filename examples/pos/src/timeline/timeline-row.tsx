import type { HistoryEntry } from '@docket/core'
import { memo, type ReactNode } from 'react'
import { formatDateAndTime, formatTimeWithSeconds } from '../lib/clock.ts'
import { deviceLabel } from '../session/device.ts'
import { staffName } from '../session/staff.ts'
import { Icon } from '../ui/icon.tsx'
import { SaveMark } from '../ui/save-mark.tsx'
import { describeEvent } from './describe-event.ts'
import { remarksOn } from './event-remarks.ts'
import type { ItemNames } from './item-names.ts'
import { RemarkLine } from './remark-line.tsx'

export interface TimelineRowProps {
  readonly entry: HistoryEntry
  readonly names: ItemNames
  /** When the server recorded it, ms since the epoch; undefined while that is not known. */
  readonly recordedAtMs: number | undefined
  /** There while nobody has taken note that the event was refused. */
  readonly onDismiss: ((eventId: string) => void) | undefined
}

/** One event. The time is that of the device on which it was done; it never changes afterwards. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps): ReactNode {
  const { entry, names, recordedAtMs, onDismiss } = props
  const { event, effect, saveState } = entry
  const { icon, what } = describeEvent(event, names)
  const counts = effect.kind === 'applied' || effect.kind === 'noted'
  return (
    <li
      data-testid="timeline-row"
      data-event-id={event.id}
      data-event-type={event.type}
      data-save-state={saveState}
      data-effect={effect.kind}
      className="relative flex gap-3 pb-4 before:absolute before:top-9 before:bottom-0 before:left-4 before:w-px before:bg-base-300 last:before:hidden"
    >
      <span
        className={`grid size-8 shrink-0 place-items-center rounded-full ${counts ? 'bg-base-200' : 'bg-red-100 text-red-900'}`}
      >
        <Icon name={icon} className="size-4" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-start justify-between gap-2">
          <p
            data-testid="timeline-what"
            className={`leading-snug font-medium break-words ${counts ? '' : 'text-base-content/70 line-through'}`}
          >
            {what}
          </p>
          <time
            data-testid="timeline-time"
            dateTime={new Date(event.at).toISOString()}
            title={formatDateAndTime(event.at)}
            className="text-sm text-base-content/70 tabular-nums"
          >
            {formatTimeWithSeconds(event.at)}
          </time>
        </div>
        <p className="flex items-center gap-1.5 text-sm text-base-content/70">
          <span data-testid="timeline-who">{staffName(event.by)}</span>·
          <span data-testid="timeline-device">{deviceLabel(event.device)}</span>
          <SaveMark state={saveState} />
          {saveState === 'saved' && <span className="text-amber-800">not sent yet</span>}
        </p>
        {remarksOn(entry, recordedAtMs).map((remark) => (
          <RemarkLine key={remark.kind} remark={remark} />
        ))}
        {onDismiss !== undefined && (
          <button type="button" className="btn mt-1 text-sm" onClick={() => onDismiss(event.id)}>
            Understood
          </button>
        )}
      </div>
    </li>
  )
})
