import type { AppendedItem } from './appended.ts'
import { type Breach, breach } from './judgement.ts'

/**
 * Goes through the items of an update as Yjs does when it applies them: each client's in the order of their clocks, and
 * each after the items to which it refers. Gives how far each client grows, or a breach when an item cannot be placed:
 * Yjs would keep it aside for ever, or fail in the middle when an item refers to its own client's future.
 *
 * @param items those of a client in the order of their clocks
 * @param knownClockOf how many clocks of a client the document has
 */
export function placeItems(
  items: readonly AppendedItem[],
  knownClockOf: (client: number) => number,
): ReadonlyMap<number, number> | Breach {
  const clocks = new Map<number, number>()
  const clockOf = (client: number): number => clocks.get(client) ?? knownClockOf(client)
  const lines = Map.groupBy(items, ({ client }) => client)
  const placed = new Map<number, number>()
  /** By client: the other clients whose next item refers to one of its items that is not placed yet. */
  const waiting = new Map<number, number[]>()
  const ready = [...lines.keys()]
  for (let client = ready.pop(); client !== undefined; client = ready.pop()) {
    const line = lines.get(client) ?? []
    const first = placed.get(client) ?? 0
    let next = first
    for (let item = line[next]; item !== undefined; item = line[++next]) {
      const end = clockOf(client)
      if (item.clock > end)
        return breach('update_gap', `the update lacks clocks ${end} to ${item.clock - 1} of a client`)
      const missing = missingOf(item, clockOf)
      if (missing === client) return breach('update_gap', 'an item refers to itself or to one that comes after it')
      if (missing !== undefined) {
        const others = waiting.get(missing) ?? []
        others.push(client)
        waiting.set(missing, others)
        break
      }
      if (item.clock + item.length > end) clocks.set(client, item.clock + item.length)
    }
    placed.set(client, next)
    if (next > first) {
      ready.push(...(waiting.get(client) ?? []))
      waiting.delete(client)
    }
  }
  for (const [client, line] of lines) {
    if (placed.get(client) !== line.length) {
      return breach('update_gap', 'an item refers to one that the document does not have')
    }
  }
  return clocks
}

/** The client of whom an item is missing to which this one refers. */
function missingOf({ client, clock, origins }: AppendedItem, clockOf: (client: number) => number): number | undefined {
  return origins.find((id) => id.clock >= (id.client === client ? clock : clockOf(id.client)))?.client
}
