import { type ReactNode, useCallback, useState } from 'react'
import { firstSeqAfter, makeClosing } from '../../books/make-closing.ts'
import { closingId } from '../../closing.ts'
import { dayOf } from '../../lib/day.ts'
import { Icon } from '../../ui/icon.tsx'
import type { ManagerApi } from '../api/manager-api.ts'
import { readPeriod } from '../api/read-orders.ts'
import { Failure } from '../failure.tsx'
import { goToManager } from '../route.ts'
import { useRead } from '../use-read.ts'
import { CloseDialog } from './close-dialog.tsx'
import { ClosingReport } from './closing-report.tsx'
import type { MadeClosing } from './made-closing.ts'
import type { RecordClosing } from './record-closing.ts'

export interface OpenPeriodProps {
  readonly api: ManagerApi
  readonly previous: MadeClosing | undefined
  readonly recordClosing: RecordClosing
  readonly onClosed: () => void
}

/** What happened since the last closing, and the button that closes it. */
export function OpenPeriod({ api, previous, recordClosing, onClosed }: OpenPeriodProps): ReactNode {
  const [isAsking, setAsking] = useState(false)
  const [isClosing, setClosing] = useState(false)
  const [failure, setFailure] = useState<unknown>(undefined)
  const read = useCallback(async () => {
    const { trails, toSeq } = await readPeriod(api, firstSeqAfter(previous?.closed))
    return makeClosing({ previous: previous?.closed, toSeq, trails, businessDay: dayOf(Date.now()) })
  }, [api, previous])
  const { value: preview, error, again } = useRead(read)

  const close = async (): Promise<void> => {
    setAsking(false)
    setClosing(true)
    setFailure(undefined)
    try {
      // What happened since it was shown belongs to it too.
      const closed = await read()
      await recordClosing(closed)
      onClosed()
      goToManager({ screen: 'closings', closingId: closingId(closed.number) })
    } catch (reason) {
      setFailure(reason)
    } finally {
      setClosing(false)
    }
  }

  return (
    <>
      <div className="flex items-center gap-3">
        <h1 className="flex-1 text-2xl font-bold tracking-tight">Not closed yet</h1>
        <button type="button" className="btn border-base-300 bg-base-100" onClick={again}>
          Read again
        </button>
        <button
          type="button"
          data-testid="close-period"
          disabled={preview === undefined || preview.events === 0 || isClosing}
          onClick={() => setAsking(true)}
          className="btn btn-primary"
        >
          <Icon name="cash" className="size-5" />
          {isClosing ? 'Closing …' : 'Close the day'}
        </button>
      </div>
      {failure !== undefined && <Failure what="It was not closed" error={failure} />}
      {error !== undefined && <Failure what="The ledger could not be read" error={error} onRetry={again} />}
      {preview !== undefined && <ClosingReport closed={preview} />}
      {isAsking && preview !== undefined && (
        <CloseDialog preview={preview} onClose={() => setAsking(false)} onConfirm={() => void close()} />
      )}
    </>
  )
}
