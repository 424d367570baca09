/** Any value as text: JSON where it is JSON. A state may hold anything, also what JSON cannot. */
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
