import type { ReactNode } from 'react'
import { dayOf } from '../lib/day.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import type { ManagerApi } from './api/manager-api.ts'
import { type ManagerRoute, managerHref } from './route.ts'
import { VerifyButton } from './verify/verify-button.tsx'

export interface ManagerBarProps {
  readonly route: ManagerRoute
  readonly api: ManagerApi
}

export function ManagerBar({ route, api }: ManagerBarProps): ReactNode {
  const tabs: readonly { to: ManagerRoute; label: string; icon: IconName }[] = [
    { to: { screen: 'orders', day: dayOf(Date.now()) }, label: 'Orders', icon: 'orders' },
    { to: { screen: 'closings' }, label: 'Closings', icon: 'cash' },
  ]
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 bg-neutral px-4 text-neutral-content">
      <p className="mr-2 flex items-center gap-2 text-lg font-bold tracking-tight">
        <span className="grid size-8 place-items-center rounded-lg bg-primary">
          <Icon name="check" className="size-5" />
        </span>
        Docket
        <span className="font-normal text-neutral-content/75">manager</span>
      </p>
      <nav aria-label="Screens" className="flex h-full items-stretch">
        {tabs.map(({ to, label, icon }) => (
          <a
            key={to.screen}
            href={managerHref(to)}
            aria-current={route.screen === to.screen ? 'page' : undefined}
            className="flex items-center gap-2 border-b-3 border-transparent px-4 pt-0.5 font-medium text-neutral-content/75 aria-[current]:border-emerald-400 aria-[current]:text-white"
          >
            <Icon name={icon} className="size-5" />
            {label}
          </a>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-2">
        <VerifyButton api={api} />
      </div>
    </header>
  )
}
