import { type ReactNode, useMemo } from 'react'
import { orderFacts } from '../../books/order-facts.ts'
import { matches, type OrderSearch } from '../../books/search-orders.ts'
import { formatDay } from '../../lib/day.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import type { ManagerApi } from '../api/manager-api.ts'
import { closingMoment, type MadeClosing } from '../closings/made-closing.ts'
import { Failure } from '../failure.tsx'
import { OrderDetail } from '../trail/order-detail.tsx'
import { DayPicker } from './day-picker.tsx'
import { OrderResults } from './order-results.tsx'
import { SearchForm } from './search-form.tsx'
import { useDay } from './use-day.ts'

export interface OrdersPageProps {
  readonly api: ManagerApi
  readonly day: string
  readonly orderId: string | undefined
  readonly closings: readonly MadeClosing[] | undefined
  readonly search: OrderSearch
  readonly onSearch: (search: OrderSearch) => void
}

/** The orders of a day on the left, the trail of one of them on the right. */
export function OrdersPage({ api, day, orderId, closings, search, onSearch }: OrdersPageProps): ReactNode {
  const { trails, error } = useDay(api, day)
  const moments = useMemo(() => (closings ?? []).map(closingMoment), [closings])
  const facts = useMemo(
    () => trails?.map((trail) => orderFacts(trail, moments)).toSorted((a, b) => b.lastAtMs - a.lastAtMs),
    [trails, moments],
  )
  const found = useMemo(() => facts?.filter((one) => matches(one, search)), [facts, search])
  const people = useMemo(() => [...new Set(facts?.flatMap((one) => one.people))].sort(), [facts])
  const chosen = trails?.find(({ id }) => id === orderId)
  return (
    <main className="flex min-h-0 flex-1">
      <section
        aria-label="Orders of the day"
        className="flex w-96 shrink-0 flex-col border-r border-base-300 xl:w-[28rem]"
      >
        <div className="flex flex-col gap-3 border-b border-base-300 p-4">
          <DayPicker day={day} />
          <SearchForm search={search} people={people} onSearch={onSearch} />
        </div>
        {error !== undefined && (
          <div className="p-4 pb-0">
            <Failure what="The ledger could not be read" error={error} />
          </div>
        )}
        <OrderResults day={day} found={found} of={facts?.length ?? 0} chosenId={orderId} />
      </section>
      {chosen === undefined ? (
        <section aria-label="Order" className="min-w-0 flex-1" aria-busy={trails === undefined}>
          {trails !== undefined && (
            <EmptyState icon="orders" title={orderId === undefined ? 'Choose an order' : 'There is no such order'}>
              <p>{`Whatever happened to an order on ${formatDay(day)} or before is on its trail.`}</p>
            </EmptyState>
          )}
        </section>
      ) : (
        <OrderDetail key={chosen.id} api={api} trail={chosen} closings={moments} />
      )}
    </main>
  )
}
