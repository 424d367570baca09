import type { ReactNode } from 'react'

const COLOURS = ['bg-emerald-700', 'bg-sky-700', 'bg-rose-700', 'bg-violet-700', 'bg-amber-800', 'bg-teal-700']

/** A person as a coloured disc, always in the same colour. */
export function Initials({ name }: { readonly name: string }): ReactNode {
  const letters = name.split(' ').map((part) => part.charAt(0))
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span
      aria-hidden="true"
      className={`grid size-8 shrink-0 place-items-center rounded-full text-xs font-bold text-white ${COLOURS[sum % COLOURS.length]}`}
    >
      {letters.slice(0, 2).join('')}
    </span>
  )
}
