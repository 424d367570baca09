import type { SaveState } from '@docket/core'
import type { ReactNode } from 'react'

const MARKS: Readonly<Record<SaveState, { readonly sign: string; readonly label: string }>> = {
  recorded: { sign: '…', label: 'Being saved' },
  saved: { sign: '◔', label: 'On this device, not yet on the server' },
  committed: { sign: '✓', label: 'On the server' },
  rejected: { sign: '✕', label: 'Not accepted by the server' },
}

/** How safe something is. */
export function SaveMark({ state }: { readonly state: SaveState }): ReactNode {
  const { sign, label } = MARKS[state]
  return (
    <span role="img" aria-label={label} title={label} className={`save-mark ${state}`}>
      {sign}
    </span>
  )
}
