/** A value of JSON; what else must hold of a payload says `notEventBecause`. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
/** An object of JSON. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

export const MAX_JSON_DEPTH = 32

/** Why a value is not plain JSON, or undefined when it is. Refuses what would not survive a round trip. */
export function notJsonBecause(value: unknown, path = 'the value', depth = 0): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'string') return isStorable(value) ? undefined : `${path} has a NUL or half a surrogate pair`
  if (typeof value === 'number') return isExact(value) ? undefined : `${path} is ${Object.is(value, -0) ? '-0' : value}`
  if (typeof value !== 'object') return `${path} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`
  if (depth >= MAX_JSON_DEPTH) return `${path} is nested deeper than ${MAX_JSON_DEPTH} levels`
  if (Array.isArray(value))
    return firstReason(value, (item, index) => notJsonBecause(item, `${path}[${index}]`, depth + 1))
  if (!isPlainObject(value)) return `${path} is a ${value.constructor?.name ?? 'class instance'}`
  return firstReason(Object.keys(value), (key) =>
    key === '__proto__' || !isStorable(key)
      ? `${path} has the key ${JSON.stringify(key)}`
      : notJsonBecause((value as Record<string, unknown>)[key], `${path}.${key}`, depth + 1),
  )
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Without NUL and half surrogate pairs, which Postgres' jsonb and RFC 8785 (I-JSON) refuse. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}

/** Is it the same number after a round trip through JSON? */
function isExact(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0)
}

/**
 * A frozen deep copy with what JSON.stringify would make of it: no properties that are `undefined`, 0 for -0. What is not
 * JSON or nested too deep stays, for `notJsonBecause` to name.
 */
export function frozenJson(value: unknown, depth = 0): unknown {
  if (value === 0) return 0
  if (typeof value !== 'object' || value === null || depth > MAX_JSON_DEPTH) return value
  if (Array.isArray(value)) return Object.freeze(value.map((item) => frozenJson(item, depth + 1)))
  if (!isPlainObject(value)) return value
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    // Assigning it would change the copy's prototype.
    if (key === '__proto__') return value
    if (item !== undefined) copy[key] = frozenJson(item, depth + 1)
  }
  return Object.freeze(copy)
}

/** Freezes what is known to be JSON, to its depths. What is frozen already is taken to be so. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const item of Object.values(value)) deepFreeze(item)
  return Object.freeze(value)
}

function firstReason<T>(
  items: readonly T[],
  check: (item: T, index: number) => string | undefined,
): string | undefined {
  for (let index = 0; index < items.length; index++) {
    const reason = check(items[index] as T, index)
    if (reason !== undefined) return reason
  }
  return undefined
}
