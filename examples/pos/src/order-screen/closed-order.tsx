import { useEntity } from '@docket/react'
import type { ReactNode } from 'react'
import { goTo, hrefOf } from '../lib/route.ts'
import { tableLabel } from '../order/labels.ts'
import { order } from '../order.ts'
import { EmptyState } from '../ui/empty-state.tsx'

export interface ClosedOrderProps {
  readonly orderId: string
  readonly onClear: () => void
}

/** In place of the menu when nothing can be ordered any more: what there is left to do. */
export function ClosedOrder({ orderId, onClear }: ClosedOrderProps): ReactNode {
  const { status, archived, table_number } = useEntity(order, orderId, ({ state }) => state)
  const isPaid = status === 'paid'
  const clear = (): void => {
    onClear()
    goTo({ screen: 'tables' })
  }
  return (
    <section className="min-w-0 flex-1" aria-label="Closed order">
      <EmptyState icon={isPaid ? 'check' : 'cancel'} title={isPaid ? 'This order is paid' : 'This order was voided'}>
        {isPaid && !archived ? (
          <>
            <p>{`When the guests have left, clear ${tableLabel(table_number).toLowerCase()} for the next ones.`}</p>
            <button type="button" className="btn btn-primary btn-lg mt-3" onClick={clear}>
              Clear table
            </button>
          </>
        ) : (
          <>
            <p>It does not change any more. Its timeline stays.</p>
            <a href={hrefOf({ screen: 'tables' })} className="btn btn-lg mt-3">
              Back to the tables
            </a>
          </>
        )}
      </EmptyState>
    </section>
  )
}
