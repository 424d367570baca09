import { useHistory, useStore } from '@docket/react'
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { order } from '../order.ts'
import { AuditDownload } from './audit-download.tsx'
import { itemNamesOf } from './item-names.ts'
import { settledIds } from './refused.ts'
import { TimelineRow } from './timeline-row.tsx'
import { useRecordedTimes } from './use-recorded-times.ts'

/** Everything that ever happened to an order, the newest at the bottom and in view: who, what, when, where, and how safe it is. */
export function Timeline({ orderId }: { readonly orderId: string }): ReactNode {
  const store = useStore()
  const history = useHistory(order, orderId)
  const names = useMemo(() => itemNamesOf(history), [history])
  const list = useRef<HTMLOListElement>(null)
  const { length } = history
  useEffect(() => {
    if (length > 0) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [length])
  const committed = history.filter(({ saveState }) => saveState === 'committed' || saveState === 'rejected').length
  const recordedTimes = useRecordedTimes(orderId, committed)
  const settled = settledIds(history)
  const dismiss = useCallback(
    (eventId: string) => {
      const document = store.open(order, orderId)
      document.resolve(eventId, { action: 'dismissed', reason: 'Seen at the till' })
      document.close()
    },
    [store, orderId],
  )
  return (
    <>
      <ol ref={list} aria-label="Timeline" data-testid="timeline" className="min-h-0 flex-1 overflow-y-auto px-4 py-3">
        {history.map((entry) => (
          <TimelineRow
            key={entry.event.id}
            entry={entry}
            names={names}
            recordedAtMs={recordedTimes.get(entry.event.id)}
            onDismiss={entry.effect.kind === 'rejected' && !settled.has(entry.event.id) ? dismiss : undefined}
          />
        ))}
      </ol>
      <AuditDownload orderId={orderId} />
    </>
  )
}
