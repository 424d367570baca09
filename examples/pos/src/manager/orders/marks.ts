import type { Mark } from '../../books/search-orders.ts'
import type { IconName } from '../../ui/icon.tsx'

export interface MarkLook {
  readonly label: string
  readonly icon: IconName
  readonly colours: string
}

export const MARK_LOOKS: Readonly<Record<Mark, MarkLook>> = {
  voided: { label: 'Voided', icon: 'cancel', colours: 'bg-stone-200 text-stone-800' },
  offline: { label: 'Offline', icon: 'offline', colours: 'bg-amber-100 text-amber-900' },
  rejected: { label: 'Rejected', icon: 'warning', colours: 'bg-red-100 text-red-900' },
  no_effect: { label: 'No effect', icon: 'cross', colours: 'bg-orange-100 text-orange-900' },
  after_closing: { label: 'After closing', icon: 'clock', colours: 'bg-violet-100 text-violet-900' },
}
