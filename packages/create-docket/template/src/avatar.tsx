import type { ReactNode } from 'react'
import { nameOf } from './name-of.ts'

/** A letter in a colour of their own. */
export function Avatar({ user }: { readonly user: string | null }): ReactNode {
  const name = nameOf(user)
  const hue = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7)
  return (
    <span className="avatar" aria-hidden="true" style={{ '--hue': hue }}>
      {name.slice(0, 1)}
    </span>
  )
}
