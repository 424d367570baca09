import { useSyncStatus } from '@docket/react'
import type { ReactNode } from 'react'
import { hrefOf } from '../lib/route.ts'
import { EmptyState } from '../ui/empty-state.tsx'

/** An address that leads to no order, or to one that has not reached this till. */
export function UnknownOrder(): ReactNode {
  const isOnline = useSyncStatus().connection === 'online'
  return (
    <main className="flex-1">
      <EmptyState icon="orders" title="There is no such order on this till">
        <p>
          {isOnline
            ? 'It may never have been opened.'
            : 'If it was opened elsewhere, it comes when the connection is back.'}
        </p>
        <a href={hrefOf({ screen: 'tables' })} className="btn btn-primary mt-3">
          Back to the tables
        </a>
      </EmptyState>
    </main>
  )
}
