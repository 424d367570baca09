import type { ReactNode } from 'react'
import { Icon, type IconName } from '../ui/icon.tsx'
import type { Remark } from './event-remarks.ts'

const LOOKS: Readonly<Record<Remark['kind'], { icon: IconName; colour: string }>> = {
  no_effect: { icon: 'cancel', colour: 'text-red-800' },
  rejected: { icon: 'warning', colour: 'text-red-800' },
  late: { icon: 'offline', colour: 'text-amber-800' },
  clock: { icon: 'clock', colour: 'text-base-content/70' },
}

export function RemarkLine({ remark: { kind, text } }: { readonly remark: Remark }): ReactNode {
  const { icon, colour } = LOOKS[kind]
  return (
    <p data-testid={`remark-${kind}`} className={`mt-0.5 flex items-start gap-1.5 text-sm ${colour}`}>
      <Icon name={icon} className="mt-0.5 size-4" />
      {text}
    </p>
  )
}
