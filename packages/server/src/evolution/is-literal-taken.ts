import type { JsonValue } from '@docket/core'
import { type JsonSchema, patternsOf, typesOf, valuesOf } from './json-schema.ts'
import { rewritingsOf } from './unseen.ts'

/** May a schema take this value, which is no object and no list? True where that cannot be seen. */
export function isLiteralTaken(value: JsonValue, schema: JsonSchema): boolean {
  if (typeof schema === 'boolean') return schema
  if (schema.$ref !== undefined || rewritingsOf(schema) !== '') return true
  const { anyOf, oneOf, allOf = [] } = schema
  const alternatives = anyOf ?? oneOf
  if (alternatives !== undefined && !alternatives.some((one) => isLiteralTaken(value, one))) return false
  if (!allOf.every((one) => isLiteralTaken(value, one))) return false
  const values = valuesOf(schema)
  if (values !== undefined && !values.includes(value)) return false
  return typesOf(schema).some((type) => isOfType(value, type)) && isInBounds(value, schema)
}

function isOfType(value: JsonValue, type: string): boolean {
  if (type === 'null') return value === null
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type && value !== null && !Array.isArray(value)
}

function isInBounds(value: JsonValue, schema: Exclude<JsonSchema, boolean>): boolean {
  if (typeof value === 'number') {
    if (schema.multipleOf !== undefined && !Number.isInteger(value / schema.multipleOf)) return false
    const {
      minimum = -Infinity,
      maximum = Infinity,
      exclusiveMinimum = -Infinity,
      exclusiveMaximum = Infinity,
    } = schema
    return value >= minimum && value <= maximum && value > exclusiveMinimum && value < exclusiveMaximum
  }
  if (typeof value !== 'string') return true
  const { minLength = 0, maxLength = Infinity } = schema
  return (
    value.length >= minLength && value.length <= maxLength && patternsOf(schema).every((one) => matches(one, value))
  )
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}
