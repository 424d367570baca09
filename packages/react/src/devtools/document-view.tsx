import type { Entity, HistoryEntry } from '@docket/core'
import { type ReactNode, useId, useMemo, useState } from 'react'
import { useEntity } from '../use-entity.ts'
import { useHistory } from '../use-history.ts'
import { EventDetail } from './event-detail.tsx'
import { EventLine } from './event-line.tsx'
import { eventsUntil, type Moment, momentAfter } from './moment.ts'
import { Playback } from './playback.ts'
import { StateView } from './state-view.tsx'
import { WindowedList } from './windowed-list.tsx'

/** One document: its events, and the state at the moment that is chosen among them. */
export function DocumentView({ entity, id }: { readonly entity: Entity; readonly id: string }): ReactNode {
  const history = useHistory(entity, id)
  const status = useEntity(entity, id, (snapshot) => snapshot.status)
  const [moment, setMoment] = useState<Moment>('newest')
  const { beginsWith } = status
  const playback = useMemo(() => new Playback(entity, beginsWith?.state), [entity, beginsWith?.state])
  const sliderId = useId()
  const count = eventsUntil(moment, history)
  const goTo = (next: number): void => setMoment(momentAfter(next, history))
  const entry = history[count - 1]
  const after = playback.stateAfter(history, count)
  const before = playback.stateAfter(history, Math.max(0, count - 1))
  return (
    <>
      <div className="dd-column">
        <div className="dd-head">
          <label htmlFor={sliderId}>{momentText(moment, count, history)}</label>
          <input
            id={sliderId}
            type="range"
            min={0}
            max={history.length}
            value={count}
            aria-valuetext={momentText(moment, count, history)}
            onChange={({ currentTarget }) => goTo(currentTarget.valueAsNumber)}
          />
          <button type="button" disabled={moment === 'newest'} onClick={() => setMoment('newest')}>
            Newest
          </button>
        </div>
        <WindowedList
          label="Events"
          rowPx={26}
          items={history}
          keyOf={({ event }) => event.id}
          chosen={count - 1}
          onChoose={(_, index) => goTo(index + 1)}
          renderRow={(item, index) => <EventLine entry={item} place={index + 1} isFuture={index >= count} />}
        />
        <footer className="dd-foot dd-muted">
          {status.events} events{beginsWith !== undefined && `, ${beginsWith.events} of them in the checkpoint`} ·{' '}
          {status.loaded ? 'loaded' : 'loading'} · {status.synced ? 'synced' : 'not synced yet'}
          {status.error !== undefined && <span className="dd-error"> · {status.error.message}</span>}
        </footer>
      </div>
      <div className="dd-column dd-detail">
        {entry !== undefined && <EventDetail key={entry.event.id} entry={entry} />}
        <StateView before={before} after={after} />
      </div>
    </>
  )
}

function momentText(moment: Moment, count: number, history: readonly HistoryEntry[]): string {
  if (count === 0) return history.length === 0 ? 'No events yet' : 'Before all events'
  return `${moment === 'newest' ? 'Newest' : 'After'}: event ${count} of ${history.length}`
}
