import type { HistoryEntry } from '@docket/core'
import type { ReactNode } from 'react'
import { effectText, isoTime, timeOfDay } from './texts.ts'

export interface EventLineProps {
  readonly entry: HistoryEntry
  /** From 1. */
  readonly place: number
  /** It comes after the state that is shown. */
  readonly isFuture: boolean
}

/** One event in the list. */
export function EventLine({ entry, place, isFuture }: EventLineProps): ReactNode {
  const { event, effect, saveState } = entry
  const remark = effectText(effect)
  const isIdle = effect.kind !== 'applied' && effect.kind !== 'noted'
  return (
    <div className={isFuture ? 'dd-event dd-future' : 'dd-event'}>
      <span className="dd-muted dd-number">{place}</span>
      <time className="dd-muted" dateTime={isoTime(event.at)}>
        {timeOfDay(event.at)}
      </time>
      <span className={isIdle ? 'dd-clip dd-type dd-idle' : 'dd-clip dd-type'}>{event.type}</span>
      <span className="dd-clip">{event.by ?? 'nobody'}</span>
      <span className="dd-clip dd-muted dd-device">{event.device}</span>
      <span className="dd-clip dd-small dd-remark" data-effect={effect.kind} title={remark}>
        {remark}
      </span>
      <span className="dd-chip" data-save-state={saveState}>
        {saveState}
      </span>
    </div>
  )
}
