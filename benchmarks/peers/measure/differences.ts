import type { Order } from '../order.ts'

/** Items that are missing and quantities that are too small; items that are there twice and quantities that are too large. */
export function countDifferences(
  expected: ReadonlyMap<string, Order>,
  found: ReadonlyMap<string, Order>,
): { readonly lost: number; readonly doubled: number } {
  let lost = 0
  let doubled = 0
  for (const [id, order] of expected) {
    const items = found.get(id)?.items ?? []
    for (const { id: item, quantity } of order.items) {
      const lines = items.filter((line) => line.id === item)
      const difference = lines.reduce((sum, line) => sum + line.quantity, 0) - quantity
      if (lines.length === 0) lost++
      else if (difference < 0) lost -= difference
      else doubled += difference
    }
    if (found.get(id)?.status !== order.status) lost++
  }
  return { lost, doubled }
}
