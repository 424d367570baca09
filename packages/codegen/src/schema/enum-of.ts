import { type EnumValue, nullable, type Shape } from './shape.ts'

/** The values that a schema lists, by `enum` or `const`; undefined where it lists none. */
export function enumOf(value: Readonly<Record<string, unknown>>): Shape | undefined {
  const listed = 'const' in value ? [value.const] : value.enum
  if (!Array.isArray(listed)) return undefined
  const values = [...new Set(listed.filter(isEnumValue))]
  const withNull = listed.includes(null)
  if (values.length === 0) return withNull ? { kind: 'null' } : undefined
  const shape: Shape = { kind: 'enum', values }
  return withNull ? nullable(shape) : shape
}

function isEnumValue(value: unknown): value is EnumValue {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
