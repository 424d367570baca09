import { type ReactNode, useState } from 'react'
import type { OrderSearch } from '../books/search-orders.ts'
import { Toast } from '../ui/toast.tsx'
import type { ManagerApi } from './api/manager-api.ts'
import { ClosingsPage } from './closings/closings-page.tsx'
import type { RecordClosing } from './closings/record-closing.ts'
import { useClosings } from './closings/use-closings.ts'
import { ManagerBar } from './manager-bar.tsx'
import { OrdersPage } from './orders/orders-page.tsx'
import { type ManagerRoute, useManagerRoute } from './route.ts'

export interface ManagerAppProps {
  readonly tenant: string
  readonly api: ManagerApi
  readonly recordClosing: RecordClosing
}

/** The manager's page: the orders of a day with their trails, and the closings. */
export function ManagerApp(props: ManagerAppProps): ReactNode {
  const route = useManagerRoute()
  return (
    <div className="flex h-dvh flex-col bg-base-200 text-base-content">
      <ManagerBar route={route} api={props.api} />
      <Screen route={route} {...props} />
      <Toast />
    </div>
  )
}

function Screen({ route, tenant, api, recordClosing }: ManagerAppProps & { route: ManagerRoute }): ReactNode {
  const [search, setSearch] = useState<OrderSearch>({ marks: [] })
  const closings = useClosings(api)
  switch (route.screen) {
    case 'orders':
      return (
        <OrdersPage
          api={api}
          day={route.day}
          orderId={route.orderId}
          closings={closings.made}
          search={search}
          onSearch={setSearch}
        />
      )
    case 'closings':
      return (
        <ClosingsPage
          tenant={tenant}
          api={api}
          closings={closings}
          closingId={route.closingId}
          recordClosing={recordClosing}
        />
      )
  }
}
