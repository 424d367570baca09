import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'

export interface WindowedListProps<Item> {
  readonly label: string
  /** Every row is so high, px. */
  readonly rowPx: number
  readonly items: readonly Item[]
  /** Index of the chosen row; -1 for none. */
  readonly chosen: number
  keyOf(item: Item): string
  onChoose(item: Item, index: number): void
  renderRow(item: Item, index: number): ReactNode
}

const MARGIN_ROWS = 4

/** A list to choose one of, by mouse or keys, of which only the rows near the visible ones are rendered. */
export function WindowedList<Item>(props: WindowedListProps<Item>): ReactNode {
  const { label, rowPx, items, chosen, keyOf, onChoose, renderRow } = props
  const box = useRef<HTMLDivElement>(null)
  const [scrollTop, setScrollTop] = useState(0)
  const id = useId()

  useLayoutEffect(() => {
    if (box.current === null || chosen < 0) return
    scrollTo(box.current, chosen * rowPx, rowPx)
    // The event comes only after the next frame, which would show no rows.
    setScrollTop(box.current.scrollTop)
  }, [chosen, rowPx])

  // No list is higher than the window, so nothing has to be measured.
  const shown = Math.ceil(window.innerHeight / rowPx) + 2 * MARGIN_ROWS
  const first = Math.max(0, Math.min(Math.floor(scrollTop / rowPx) - MARGIN_ROWS, items.length - shown))

  const chooseByKey = (event: KeyboardEvent): void => {
    const next = placeByKey(event.key, chosen, items.length)
    const item = next === undefined ? undefined : items[next]
    if (next === undefined || item === undefined) return
    event.preventDefault()
    onChoose(item, next)
  }

  return (
    <div
      ref={box}
      className="dd-list"
      role="listbox"
      aria-label={label}
      aria-activedescendant={chosen >= 0 ? `${id}${chosen}` : undefined}
      tabIndex={0}
      onKeyDown={chooseByKey}
      onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ height: items.length * rowPx, paddingTop: first * rowPx }}>
        {items.slice(first, first + shown).map((item, offset) => {
          const index = first + offset
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys
            <div
              key={keyOf(item)}
              id={`${id}${index}`}
              className="dd-row"
              style={{ height: rowPx }}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              aria-setsize={items.length}
              aria-posinset={index + 1}
              onClick={() => onChoose(item, index)}
            >
              {renderRow(item, index)}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function placeByKey(key: string, chosen: number, length: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(chosen + 1, length - 1)
    case 'ArrowUp':
      return Math.max(chosen - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return length - 1
    default:
      return undefined
  }
}

function scrollTo(box: HTMLElement, topPx: number, rowPx: number): void {
  if (topPx < box.scrollTop) box.scrollTop = topPx
  else if (topPx + rowPx > box.scrollTop + box.clientHeight) box.scrollTop = topPx + rowPx - box.clientHeight
}
