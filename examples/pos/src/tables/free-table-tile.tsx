import { memo, type ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'

export interface FreeTableTileProps {
  readonly table: number
  readonly onOpen: (table: number) => void
}

/** A free table; a tap opens an order for it. */
export const FreeTableTile = memo(function FreeTableTile({ table, onOpen }: FreeTableTileProps): ReactNode {
  return (
    <li className="flex">
      <button
        type="button"
        data-testid={`table-${table}`}
        data-status="free"
        aria-label={`Table ${table}, free. Open an order`}
        onClick={() => onOpen(table)}
        className="flex w-full cursor-pointer flex-col rounded-box border-2 border-dashed border-base-300 p-3 text-left text-base-content/70 hover:border-primary hover:bg-base-100 hover:text-primary"
      >
        <span className="text-3xl font-bold tabular-nums">{table}</span>
        <span className="mt-auto flex items-center justify-between text-sm font-medium">
          Free
          <Icon name="plus" className="size-5" />
        </span>
      </button>
    </li>
  )
})
