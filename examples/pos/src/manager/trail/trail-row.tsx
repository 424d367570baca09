import type { ReactNode } from 'react'
import type { TrailEntry } from '../../books/order-trail.ts'
import { formatDateAndTime, formatTimeWithSeconds } from '../../lib/clock.ts'
import { formatMinor } from '../../lib/money.ts'
import { deviceLabel } from '../../session/device.ts'
import { staffName } from '../../session/staff.ts'
import { describeEvent } from '../../timeline/describe-event.ts'
import { remarksOn } from '../../timeline/event-remarks.ts'
import type { ItemNames } from '../../timeline/item-names.ts'
import { RemarkLine } from '../../timeline/remark-line.tsx'
import { Icon } from '../../ui/icon.tsx'
import { RecordDetails } from './record-details.tsx'

export interface TrailRowProps {
  readonly entry: TrailEntry
  readonly names: ItemNames
  /** What it changed, in words. */
  readonly changes: readonly string[]
  /** What the order came to before it and after it, in minor units. */
  readonly totals: { readonly before: number; readonly after: number }
  /** The closing for which it came too late. */
  readonly missedClosing: number | undefined
}

/** One event: what, who, where, when it happened and when it was recorded, and what it did. */
export function TrailRow({ entry, names, changes, totals, missedClosing }: TrailRowProps): ReactNode {
  const { event, effect, seq, recordedAtMs, submittedBy } = entry
  const { icon, what } = describeEvent(event, names)
  const counts = effect.kind === 'applied' || effect.kind === 'noted'
  return (
    <li
      data-testid="trail-row"
      data-event-type={event.type}
      data-effect={effect.kind}
      data-seq={seq}
      className="relative flex gap-4 pb-5 before:absolute before:top-10 before:bottom-1 before:left-[1.1rem] before:w-px before:bg-base-300 last:before:hidden"
    >
      <span
        className={`grid size-9 shrink-0 place-items-center rounded-full ${counts ? 'bg-base-200' : 'bg-red-100 text-red-900'}`}
      >
        <Icon name={icon} className="size-5" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline justify-between gap-3">
          <p
            data-testid="trail-what"
            className={`font-semibold break-words ${counts ? '' : 'text-base-content/70 line-through'}`}
          >
            {what}
          </p>
          <span className="text-sm whitespace-nowrap text-base-content/60 tabular-nums">{`no. ${seq}`}</span>
        </div>
        <p className="flex justify-between gap-3 text-sm text-base-content/70">
          <span>
            {`${staffName(event.by)} · ${deviceLabel(event.device)}`}
            {submittedBy !== event.device && submittedBy !== event.by && ` · brought by ${deviceLabel(submittedBy)}`}
          </span>
          {totals.before !== totals.after && (
            <span data-testid="totals" className="font-medium whitespace-nowrap text-base-content tabular-nums">
              {`${formatMinor(totals.before)} → ${formatMinor(totals.after)}`}
            </span>
          )}
        </p>
        <p className="text-sm text-base-content/70 tabular-nums">
          Happened <Time ms={event.at} /> · recorded <Time ms={recordedAtMs} />
        </p>
        {remarksOn(entry, recordedAtMs).map((remark) => (
          <RemarkLine key={remark.kind} remark={remark} />
        ))}
        {missedClosing !== undefined && (
          <p data-testid="after-closing" className="mt-0.5 flex items-start gap-1.5 text-sm text-violet-900">
            <Icon name="clock" className="mt-0.5 size-4" />
            {`Came after closing no. ${missedClosing}: it counts in a later one`}
          </p>
        )}
        {changes.length > 0 && (
          <ul data-testid="changes" className="mt-1.5 border-l-2 border-emerald-300 pl-3 text-sm tabular-nums">
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        )}
        <RecordDetails entry={entry} />
      </div>
    </li>
  )
}

function Time({ ms }: { ms: number }): ReactNode {
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatDateAndTime(ms)}>
      {formatTimeWithSeconds(ms)}
    </time>
  )
}
