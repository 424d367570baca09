import { useHistory } from '@docket/react'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { order } from '../order.ts'
import { itemNamesOf } from '../timeline/item-names.ts'

// Seldom needed at a till; the service worker has it, so it is there offline too.
const LookBack = lazy(() => import('../look-back/look-back.tsx').then((module) => ({ default: module.LookBack })))

/** The order as it was at any moment. */
export function OrderLookBack({ orderId }: { readonly orderId: string }): ReactNode {
  const history = useHistory(order, orderId)
  const names = useMemo(() => itemNamesOf(history), [history])
  return (
    <Suspense>
      <LookBack history={history} names={names} />
    </Suspense>
  )
}
