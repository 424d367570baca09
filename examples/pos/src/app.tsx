import type { ReactNode } from 'react'
import { KitchenScreen } from './kitchen/kitchen-screen.tsx'
import { type Route, useRoute } from './lib/route.ts'
import { OrderScreen } from './order-screen/order-screen.tsx'
import { OrderList } from './orders/order-list.tsx'
import { QuarantineNotices } from './quarantine/quarantine-notices.tsx'
import { TableMap } from './tables/table-map.tsx'
import { ConnectionBanner } from './top-bar/connection-banner.tsx'
import { TopBar } from './top-bar/top-bar.tsx'
import { Toast } from './ui/toast.tsx'

/** The till. */
export function App({ device }: { readonly device: string }): ReactNode {
  const route = useRoute()
  return (
    <div className="flex h-dvh flex-col bg-base-200 text-base-content">
      <TopBar route={route} device={device} />
      <ConnectionBanner />
      <QuarantineNotices />
      <Screen route={route} />
      <Toast />
    </div>
  )
}

function Screen({ route }: { route: Route }): ReactNode {
  switch (route.screen) {
    case 'tables':
      return <TableMap />
    case 'orders':
      return <OrderList />
    case 'order':
      return <OrderScreen key={route.orderId} orderId={route.orderId} />
    case 'kitchen':
      return <KitchenScreen />
  }
}
