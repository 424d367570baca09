import type { ReactNode } from 'react'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { ManagerApi } from '../api/manager-api.ts'
import { Failure } from '../failure.tsx'
import { ClosingDetail } from './closing-detail.tsx'
import { ClosingList } from './closing-list.tsx'
import { OpenPeriod } from './open-period.tsx'
import type { RecordClosing } from './record-closing.ts'
import type { Closings } from './use-closings.ts'

export interface ClosingsPageProps {
  readonly tenant: string
  readonly api: ManagerApi
  readonly closings: Closings
  readonly closingId: string | undefined
  readonly recordClosing: RecordClosing
}

/** The closings on the left; on the right one of them, or what there is since the last. */
export function ClosingsPage({ tenant, api, closings, closingId, recordClosing }: ClosingsPageProps): ReactNode {
  const { made, error, readAgain } = closings
  const place = made?.findIndex(({ id }) => id === closingId) ?? -1
  const chosen = made?.[place]
  return (
    <main className="flex min-h-0 flex-1">
      <ClosingList made={made ?? []} chosenId={closingId} />
      <section aria-label="Closing" aria-busy={made === undefined} className="min-w-0 flex-1 overflow-y-auto p-6">
        <div className="mx-auto flex max-w-3xl flex-col gap-4">
          {error !== undefined && <Failure what="The closings could not be read" error={error} onRetry={readAgain} />}
          {made !== undefined && closingId === undefined && (
            <OpenPeriod api={api} previous={made.at(-1)} recordClosing={recordClosing} onClosed={readAgain} />
          )}
          {made !== undefined && closingId !== undefined && chosen === undefined && (
            <EmptyState icon="cash" title="There is no such closing" />
          )}
          {chosen !== undefined && (
            <ClosingDetail
              key={chosen.id}
              tenant={tenant}
              api={api}
              closing={chosen}
              previous={place > 0 ? made?.[place - 1] : undefined}
            />
          )}
        </div>
      </section>
    </main>
  )
}
