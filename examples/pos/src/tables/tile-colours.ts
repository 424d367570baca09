import type { OrderStatus } from '../order/order-state.ts'

/** A tile's border, ground and text; the same hues as the badges. */
export const TILE_COLOURS: Readonly<Record<OrderStatus, string>> = {
  open: 'border-sky-400 bg-sky-100 text-sky-950',
  fired: 'border-amber-400 bg-amber-100 text-amber-950',
  served: 'border-emerald-400 bg-emerald-100 text-emerald-950',
  paid: 'border-violet-400 bg-violet-100 text-violet-950',
  void: 'border-stone-300 bg-stone-100 text-stone-700',
}
