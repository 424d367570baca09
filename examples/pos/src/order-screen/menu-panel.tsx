import { memo, type ReactNode, useState } from 'react'
import { formatMinor } from '../lib/money.ts'
import { type MenuCategory, type MenuItem, menu } from '../menu.ts'

/** The menu by category; a tap orders a dish. It does not depend on the order, so taps do not render it again. */
export const MenuPanel = memo(function MenuPanel({
  onChoose,
}: {
  readonly onChoose: (item: MenuItem) => void
}): ReactNode {
  const [category, setCategory] = useState<MenuCategory | undefined>(menu[0])
  return (
    <section aria-label="Menu" className="flex min-w-0 flex-1 flex-col contain-strict">
      <div role="tablist" aria-label="Categories" className="flex gap-2 overflow-x-auto p-4 pb-3">
        {menu.map((one) => (
          <button
            key={one.id}
            type="button"
            role="tab"
            aria-selected={one === category}
            data-testid={`category-${one.id}`}
            onClick={() => setCategory(one)}
            className="btn h-12 rounded-full px-5 text-base font-medium aria-selected:btn-neutral"
          >
            {one.name}
          </button>
        ))}
      </div>
      <ul
        role="tabpanel"
        aria-label={category?.name}
        className="grid auto-rows-[6.5rem] grid-cols-[repeat(auto-fill,minmax(10rem,1fr))] gap-3 overflow-y-auto p-4 pt-1"
      >
        {category?.items.map((item) => (
          <li key={item.id} className="flex">
            <button
              type="button"
              data-testid={`menu-${item.id}`}
              aria-label={`Add ${item.name}, ${formatMinor(item.price_minor)}`}
              onClick={() => onChoose(item)}
              className="flex w-full cursor-pointer flex-col justify-between rounded-box border border-base-300 bg-base-100 p-3 text-left shadow-xs hover:border-primary active:scale-[0.98] active:bg-primary/10"
            >
              <span className="line-clamp-2 leading-snug font-semibold">{item.name}</span>
              <span className="text-base-content/70 tabular-nums">{formatMinor(item.price_minor)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
})
