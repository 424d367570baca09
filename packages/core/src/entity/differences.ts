import { asText } from './as-text.ts'

/** One place where two states differ. */
export interface Difference {
  /** For example `items[2].quantity`; an item that has an id is named by it. */
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before: unknown
  readonly after: unknown
}

type Fields = ReadonlyMap<string, unknown>

/** Where `after` differs from `before`, in the order of their fields. What both share is not looked into. */
export function differencesOf(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (Object.is(before, after)) return []
  const fields = fieldsOf(before, after)
  if (fields !== undefined) return differencesOfFields(...fields, path)
  const isSame = typeof before === 'object' && typeof after === 'object' && asText(before) === asText(after)
  return isSame ? [] : [{ path: path || 'state', kind: 'changed', before, after }]
}

function differencesOfFields(before: Fields, after: Fields, path: string): readonly Difference[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].flatMap((key): readonly Difference[] => {
    const inside = key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`
    const [old, now] = [before.get(key), after.get(key)]
    if (!before.has(key)) return [{ path: inside, kind: 'added', before: undefined, after: now }]
    if (!after.has(key)) return [{ path: inside, kind: 'removed', before: old, after: undefined }]
    return differencesOf(old, now, inside)
  })
}

function fieldsOf(before: unknown, after: unknown): [Fields, Fields] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    const named = [byId(before), byId(after)] as const
    return named[0] !== undefined && named[1] !== undefined && keepOrder(named[0], named[1])
      ? [named[0], named[1]]
      : [byPlace(before), byPlace(after)]
  }
  if (!isPlain(before) || !isPlain(after)) return undefined
  return [new Map(Object.entries(before)), new Map(Object.entries(after))]
}

function byPlace(items: readonly unknown[]): Fields {
  return new Map(items.map((item, index) => [`[${index}]`, item]))
}

/** Items by their id, if all have one and none has another's. */
function byId(items: readonly unknown[]): Fields | undefined {
  const named = new Map<string, unknown>()
  for (const item of items) {
    if (!isPlain(item) || typeof item.id !== 'string') return undefined
    named.set(`[${item.id}]`, item)
  }
  return named.size === items.length ? named : undefined
}

/** Otherwise names would hide that items have changed places. */
function keepOrder(before: Fields, after: Fields): boolean {
  const left = [...before.keys()].filter((key) => after.has(key))
  const right = [...after.keys()].filter((key) => before.has(key))
  return left.every((key, index) => key === right[index])
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
