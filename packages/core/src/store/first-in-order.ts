/** The first so many in an order, sorted, without sorting the others. */
export function firstInOrder<T>(items: Iterable<T>, compare: (a: T, b: T) => number, limit: number = Infinity): T[] {
  let first: T[] = []
  let last: T | undefined
  for (const item of items) {
    if (last !== undefined && compare(item, last) >= 0) continue
    first.push(item)
    if (first.length < 2 * limit) continue
    first = first.sort(compare).slice(0, limit)
    last = first.at(-1)
  }
  return first.sort(compare).slice(0, limit)
}
