import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export interface EmptyStateProps {
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode
}

export function EmptyState({ icon, title, children }: EmptyStateProps): ReactNode {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 p-10 text-center text-base-content/70">
      <Icon name={icon} className="mb-1 size-12 text-base-content/30" />
      <p className="text-lg font-semibold text-base-content">{title}</p>
      {children}
    </div>
  )
}
