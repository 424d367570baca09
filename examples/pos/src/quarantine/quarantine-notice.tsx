import type { QuarantinedDocument, QuarantineResolution } from '@docket/core'
import { type QuarantineView, useEntity } from '@docket/react'
import { type ReactNode, useState } from 'react'
import { order } from '../order.ts'
import { Icon } from '../ui/icon.tsx'
import { tell } from '../ui/toast.tsx'
import { describeQuarantine, isRecordable } from './describe-quarantine.ts'
import { DismissDialog } from './dismiss-dialog.tsx'

export interface QuarantineNoticeProps {
  readonly entry: QuarantinedDocument
  readonly resolve: QuarantineView['resolve']
}

/** Changes of one order that are not on the server: somebody has to decide what becomes of them. */
export function QuarantineNotice({ entry, resolve }: QuarantineNoticeProps): ReactNode {
  const [isBusy, setBusy] = useState(false)
  const [isDismissing, setDismissing] = useState(false)
  const table = useEntity(order, entry.id, ({ state }) => state.table_number)
  const { title, why } = describeQuarantine(entry, table)
  const settle = (resolution: QuarantineResolution): void => {
    setBusy(true)
    resolve(entry, resolution)
      .catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)))
      .finally(() => setBusy(false))
  }
  return (
    <section
      data-testid="quarantine-notice"
      data-order-id={entry.id}
      aria-label={title}
      className="flex items-center gap-3 px-4 py-2.5 text-red-950"
    >
      <Icon name="warning" className="size-6 text-red-800" />
      <div className="min-w-0 flex-1">
        <p className="leading-snug font-semibold">{title}</p>
        <p className="text-sm leading-snug" title={entry.reason}>
          {why}
        </p>
      </div>
      {isRecordable(entry) && (
        <button
          type="button"
          data-testid="quarantine-record-again"
          disabled={isBusy}
          onClick={() => settle({ action: 'recordAgain' })}
          className="btn btn-primary"
        >
          <Icon name="undo" className="size-5" />
          {isBusy ? 'Recording …' : 'Record again'}
        </button>
      )}
      <button
        type="button"
        data-testid="quarantine-dismiss"
        disabled={isBusy}
        onClick={() => setDismissing(true)}
        className="btn border-red-300 bg-white text-red-900 hover:bg-red-50"
      >
        Dismiss …
      </button>
      {isDismissing && (
        <DismissDialog
          entry={entry}
          onDismiss={(reason) => settle({ action: 'dismissed', reason })}
          onClose={() => setDismissing(false)}
        />
      )}
    </section>
  )
}
