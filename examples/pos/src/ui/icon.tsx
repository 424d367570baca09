import type { ReactNode } from 'react'

/** Outlines on a grid of 24, drawn with a round pen. */
const PATHS = {
  tables: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
  orders: 'M7 3h10v18l-2.5-1.6L12 21l-2.5-1.6L7 21zM10 8h4M10 12h4',
  kitchen: 'M7 14a4 4 0 1 1 .8-7.9 4.5 4.5 0 0 1 8.4 0A4 4 0 1 1 17 14v6H7zM7 17h10',
  back: 'M15 5l-7 7 7 7',
  next: 'M9 5l7 7-7 7',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  bin: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4l3 2',
  flame: 'M12 3c1 4 5 5.5 5 10.5a5 5 0 0 1-10 0c0-2 1-3.2 2-4.2 .3 1.4 1 2 1.700 2.200C10.500 8 11 5.500 12 3z',
  card: 'M3.500 6.500h17v11h-17zM3.500 10h17M7 14.500h3',
  cash: 'M3.500 7h17v10h-17zM12 9.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5zM6.500 12h.01M17.500 12h.01',
  cancel: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM6.500 6.500l11 11',
  cross: 'M6 6l12 12M18 6L6 18',
  warning: 'M12 4l9 16H3zM12 10v4.500M12 17.200v.1',
  offline:
    'M4 4l16 16M8.500 16.500a5 5 0 0 1 7 0M5.500 13.500a9 9 0 0 1 4-2.300M14.500 11.200a9 9 0 0 1 4 2.300M2.500 10.500a13 13 0 0 1 4.500-3M11 6.100a13 13 0 0 1 10.500 4.400M12 20h.01',
  device: 'M6 3.500h12v17H6zM11 17.500h2',
  cloud:
    'M7.500 18.500a4.500 4.500 0 0 1-.4-9 5.500 5.500 0 0 1 10.500 1.300 3.900 3.900 0 0 1-.6 7.700zM9.500 13.800l2 2 3.500-3.800',
  people:
    'M9 11a3.500 3.500 0 1 1 0-7 3.500 3.500 0 0 1 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M15.500 4.300a3.500 3.500 0 0 1 0 6.400M18 14.200a6.500 6.500 0 0 1 3.500 5.800',
  undo: 'M8 5L4 9l4 4M4 9h9.500a5.500 5.500 0 0 1 0 11H9',
} as const

export type IconName = keyof typeof PATHS

export interface IconProps {
  readonly name: IconName
  readonly className?: string
}

/** Decoration: whatever it stands for is written beside it, or is the name of its button. */
export function Icon({ name, className = 'size-6' }: IconProps): ReactNode {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
