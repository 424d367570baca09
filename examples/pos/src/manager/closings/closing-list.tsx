import type { ReactNode } from 'react'
import { formatDay } from '../../lib/day.ts'
import { formatMinor } from '../../lib/money.ts'
import { managerHref } from '../route.ts'
import type { MadeClosing } from './made-closing.ts'

const ROW =
  'flex min-h-16 items-center gap-3 border-l-4 border-transparent px-4 py-2 hover:bg-base-200 aria-[current]:border-primary aria-[current]:bg-base-200'

export interface ClosingListProps {
  readonly made: readonly MadeClosing[]
  readonly chosenId: string | undefined
}

/** The newest first, and above all what is not closed yet. */
export function ClosingList({ made, chosenId }: ClosingListProps): ReactNode {
  return (
    <nav aria-label="Closings" className="w-80 shrink-0 overflow-y-auto border-r border-base-300 bg-base-100">
      <ul className="divide-y divide-base-300">
        <li>
          <a
            href={managerHref({ screen: 'closings' })}
            aria-current={chosenId === undefined ? 'true' : undefined}
            className={ROW}
          >
            <span className="flex-1">
              <span className="block font-semibold">Not closed yet</span>
              <span className="text-sm text-base-content/70">
                {made.length === 0 ? 'from the beginning' : `since closing no. ${made.at(-1)?.closed.number}`}
              </span>
            </span>
          </a>
        </li>
        {made.toReversed().map(({ id, closed: { number, business_day, paid } }) => (
          <li key={id}>
            <a
              href={managerHref({ screen: 'closings', closingId: id })}
              data-testid="closing"
              aria-current={chosenId === id ? 'true' : undefined}
              className={ROW}
            >
              <span className="flex-1">
                <span className="block font-semibold">{formatDay(business_day)}</span>
                <span className="text-sm text-base-content/70">{`Closing no. ${number}`}</span>
              </span>
              <span className="font-semibold tabular-nums">{formatMinor(paid.total_minor)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
