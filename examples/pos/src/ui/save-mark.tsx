import type { SaveState } from '@docket/core'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

const MARKS: Readonly<Record<SaveState, { icon: IconName; label: string; colour: string }>> = {
  recorded: { icon: 'clock', label: 'Being saved', colour: 'text-base-content/60' },
  saved: { icon: 'device', label: 'On this device', colour: 'text-amber-700' },
  committed: { icon: 'cloud', label: 'On the server', colour: 'text-emerald-700' },
  rejected: { icon: 'warning', label: 'Not accepted by the server', colour: 'text-error' },
}

export function saveLabel(state: SaveState): string {
  return MARKS[state].label
}

/** How safe an event is, as a quiet little sign. */
export function SaveMark({ state }: { readonly state: SaveState }): ReactNode {
  const { icon, label, colour } = MARKS[state]
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      data-testid="save-state"
      data-save-state={state}
      className={colour}
    >
      <Icon name={icon} className="size-4" />
    </span>
  )
}
