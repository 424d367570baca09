import { type ReactNode, useCallback, useMemo } from 'react'
import { reconcile } from '../../books/reconcile.ts'
import { formatDateAndTime } from '../../lib/clock.ts'
import { formatDay } from '../../lib/day.ts'
import { staffName } from '../../session/staff.ts'
import type { ManagerApi } from '../api/manager-api.ts'
import { readPeriod } from '../api/read-orders.ts'
import { Failure } from '../failure.tsx'
import { useRead } from '../use-read.ts'
import { ClosingReport } from './closing-report.tsx'
import type { MadeClosing } from './made-closing.ts'
import { PeriodDownloads } from './period-downloads.tsx'
import { ReconcileNotice } from './reconcile-notice.tsx'

export interface ClosingDetailProps {
  readonly tenant: string
  readonly api: ManagerApi
  readonly closing: MadeClosing
  readonly previous: MadeClosing | undefined
}

/** A closing, and whether the events between its numbers come to what it says. */
export function ClosingDetail({ tenant, api, closing, previous }: ClosingDetailProps): ReactNode {
  const { closed, closedAtMs, closedBy } = closing
  const { from_seq, to_seq } = closed
  const { value, error, again } = useRead(useCallback(() => readPeriod(api, from_seq, to_seq), [api, from_seq, to_seq]))
  const differences = useMemo(
    () => value && reconcile(closed, previous?.closed, value.trails),
    [closed, previous, value],
  )
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1">
          <h1 className="text-2xl font-bold tracking-tight">{formatDay(closed.business_day)}</h1>
          <p className="text-sm text-base-content/70">{`Closed by ${staffName(closedBy)}, ${formatDateAndTime(closedAtMs)}`}</p>
        </div>
        {value !== undefined && <PeriodDownloads tenant={tenant} api={api} closing={closing} trails={value.trails} />}
      </div>
      {error !== undefined && <Failure what="The ledger could not be read" error={error} onRetry={again} />}
      {differences !== undefined && <ReconcileNotice closed={closed} differences={differences} />}
      <ClosingReport closed={closed} />
    </>
  )
}
