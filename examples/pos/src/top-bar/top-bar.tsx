import type { ReactNode } from 'react'
import { hrefOf, type Route } from '../lib/route.ts'
import { RejectionsBadge } from '../rejections/rejections-badge.tsx'
import { deviceLabel } from '../session/device.ts'
import { Icon, type IconName } from '../ui/icon.tsx'
import { StaffSwitcher } from './staff-switcher.tsx'
import { SyncChip } from './sync-chip.tsx'

interface Tab {
  readonly screen: 'tables' | 'orders' | 'kitchen'
  readonly label: string
  readonly icon: IconName
}

const TABS: readonly Tab[] = [
  { screen: 'tables', label: 'Tables', icon: 'tables' },
  { screen: 'orders', label: 'Orders', icon: 'orders' },
  { screen: 'kitchen', label: 'Kitchen', icon: 'kitchen' },
]

export interface TopBarProps {
  readonly route: Route
  readonly device: string
}

export function TopBar({ route, device }: TopBarProps): ReactNode {
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 bg-neutral px-4 text-neutral-content contain-strict">
      <p className="mr-2 flex items-center gap-2 text-lg font-bold tracking-tight">
        <span className="grid size-8 place-items-center rounded-lg bg-primary">
          <Icon name="check" className="size-5" />
        </span>
        Docket
      </p>
      <nav aria-label="Screens" className="flex h-full items-stretch">
        {TABS.map(({ screen, label, icon }) => (
          <a
            key={screen}
            href={hrefOf({ screen })}
            aria-current={route.screen === screen ? 'page' : undefined}
            className="flex items-center gap-2 border-b-3 border-transparent px-4 pt-0.5 font-medium text-neutral-content/75 aria-[current]:border-emerald-400 aria-[current]:text-white"
          >
            <Icon name={icon} className="size-5" />
            {label}
          </a>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-2">
        <RejectionsBadge />
        <SyncChip />
        <span data-testid="device" title={`This device: ${device}`} className="px-2 text-sm text-neutral-content/75">
          {deviceLabel(device)}
        </span>
        <StaffSwitcher />
      </div>
    </header>
  )
}
