import type { ReactNode } from 'react'
import { formatMinor } from '../lib/money.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Icon } from '../ui/icon.tsx'
import type { PaymentMethod } from './use-order-actions.ts'

export interface PayDialogProps {
  readonly totalMinor: number
  /** How many items the kitchen was never told of. */
  readonly unsent: number
  readonly onPay: (method: PaymentMethod) => void
  readonly onClose: () => void
}

export function PayDialog({ totalMinor, unsent, onPay, onClose }: PayDialogProps): ReactNode {
  const pay = (method: PaymentMethod): void => {
    onPay(method)
    onClose()
  }
  return (
    <Dialog title="Pay" onClose={onClose}>
      <p className="mb-4 text-center text-5xl font-bold tracking-tight tabular-nums">{formatMinor(totalMinor)}</p>
      {unsent > 0 && (
        <p className="mb-4 flex items-center gap-2 rounded-box bg-amber-100 p-3 text-amber-950">
          <Icon name="warning" className="size-5" />
          {unsent === 1 ? '1 item was not sent to the kitchen.' : `${unsent} items were not sent to the kitchen.`}
        </p>
      )}
      <div className="grid grid-cols-2 gap-3">
        <button type="button" onClick={() => pay('card')} className="btn btn-primary h-20 text-lg">
          <Icon name="card" />
          Card
        </button>
        <button type="button" onClick={() => pay('cash')} className="btn btn-primary h-20 text-lg">
          <Icon name="cash" />
          Cash
        </button>
      </div>
    </Dialog>
  )
}
