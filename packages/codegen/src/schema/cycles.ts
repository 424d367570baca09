import type { NamedSchema, Shape } from './shape.ts'

/** The names that a shape mentions, each as often as it does. */
export function mentions(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case 'named':
      return [shape.key]
    case 'array':
      return mentions(shape.items)
    case 'tuple':
      return [...shape.items, ...(shape.rest ? [shape.rest] : [])].flatMap(mentions)
    case 'record':
      return mentions(shape.values)
    case 'object':
      return [
        ...shape.members.flatMap((member) => mentions(member.shape)),
        ...(typeof shape.others === 'string' ? [] : mentions(shape.others)),
      ]
    case 'union':
    case 'intersection':
      return shape.of.flatMap(mentions)
    default:
      return []
  }
}

/** The names that a value has to be itself, not only to hold. */
function isMadeOf(shape: Shape): readonly string[] {
  if (shape.kind === 'named') return [shape.key]
  return shape.kind === 'union' || shape.kind === 'intersection' ? shape.of.flatMap(isMadeOf) : []
}

/** Schemas that are made of themselves and of nothing else. */
export function findCircular(named: ReadonlyMap<string, NamedSchema>): readonly string[] {
  return groups(named, isMadeOf).flatMap((group) => (group.circular ? group.keys : []))
}

export interface Group {
  /** Schemas that mention each other, in the order of their names. */
  readonly keys: readonly string[]
  /** Does one of them mention itself, by whatever way? */
  readonly circular: boolean
}

/** Schemas in groups: two are in one when each mentions the other. A group comes after those that it mentions. */
export function groupsOf(named: ReadonlyMap<string, NamedSchema>): readonly Group[] {
  return groups(named, mentions)
}

/** Tarjan's strongly connected components, without recursion: descriptions are long. */
function groups(named: ReadonlyMap<string, NamedSchema>, next: (shape: Shape) => readonly string[]): readonly Group[] {
  const targets = new Map(
    [...named].map(([key, { shape }]) => [key, [...new Set(next(shape))].filter((to) => named.has(to))]),
  )
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const onStack = new Set<string>()
  const found: Group[] = []
  for (const start of named.keys()) {
    if (order.has(start)) continue
    const work: { readonly key: string; at: number }[] = [{ key: start, at: 0 }]
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { key } = frame
      if (frame.at === 0) {
        order.set(key, order.size)
        low.set(key, order.get(key) ?? 0)
        stack.push(key)
        onStack.add(key)
      }
      const to = targets.get(key)?.[frame.at++]
      if (to !== undefined) {
        if (!order.has(to)) work.push({ key: to, at: 0 })
        else if (onStack.has(to)) lower(low, key, order.get(to))
        continue
      }
      work.pop()
      const above = work.at(-1)
      if (above !== undefined) lower(low, above.key, low.get(key))
      if (low.get(key) !== order.get(key)) continue
      const keys = stack.splice(stack.indexOf(key))
      for (const member of keys) onStack.delete(member)
      found.push({
        keys: keys.sort((a, b) => ((named.get(a)?.name ?? a) < (named.get(b)?.name ?? b) ? -1 : 1)),
        circular: keys.length > 1 || (targets.get(key)?.includes(key) ?? false),
      })
    }
  }
  return found
}

function lower(low: Map<string, number>, key: string, to: number | undefined): void {
  if (to !== undefined) low.set(key, Math.min(low.get(key) ?? to, to))
}
