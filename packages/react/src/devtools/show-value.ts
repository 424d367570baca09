const MAX_CHARACTERS = 50_000

/** Any value as text for people: indented JSON where it is JSON. A very long one is cut off. */
export function showValue(value: unknown): string {
  const text = asText(value, 2)
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}\n… ${text.length} characters` : text
}

/** The same on one line, at most 200 characters of it. */
export function oneLine(value: unknown): string {
  const text = asText(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** The whole of it. A state may hold anything, also what JSON cannot. */
export function asText(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, withoutJson, indent) ?? String(value)
  } catch {
    return String(value)
  }
}

function withoutJson(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Map || value instanceof Set) return [...value]
  return value
}
