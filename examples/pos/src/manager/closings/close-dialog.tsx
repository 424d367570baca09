import type { ReactNode } from 'react'
import type { Closed } from '../../closing/closing-payload.ts'
import { formatMinor } from '../../lib/money.ts'
import { Dialog } from '../../ui/dialog.tsx'

export interface CloseDialogProps {
  readonly preview: Closed
  readonly onConfirm: () => void
  readonly onClose: () => void
}

export function CloseDialog({ preview, onConfirm, onClose }: CloseDialogProps): ReactNode {
  const { number, paid, open } = preview
  return (
    <Dialog title={`Make closing no. ${number}?`} onClose={onClose}>
      <p>{`${formatMinor(paid.total_minor)} from ${ordersText(paid.orders)}. A closing is made once and never changes.`}</p>
      {open.orders > 0 && (
        <p className="mt-2 text-amber-800">
          {`${ordersText(open.orders)} of ${formatMinor(open.total_minor)} still open: they count when they are paid.`}
        </p>
      )}
      <button type="button" className="btn btn-primary mt-5 h-12 w-full" onClick={onConfirm}>
        Close the day
      </button>
    </Dialog>
  )
}

function ordersText(count: number): string {
  return count === 1 ? '1 order' : `${count} orders`
}
