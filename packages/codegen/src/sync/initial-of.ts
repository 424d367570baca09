import { objectOf } from '../schema/object-of.ts'
import type { Schemas } from '../schema/schemas.ts'
import type { Shape } from '../schema/shape.ts'

/**
 * What a member of a state is before any event: null, nothing, zero, the first of a list of values. Undefined where no
 * value comes to an end, or none can be written down.
 */
export function initialOf(
  shape: Shape,
  schemas: Schemas,
  above: readonly string[] = [],
): { readonly value: unknown } | undefined {
  if (shape.kind === 'named') {
    if (above.includes(shape.key)) return undefined
    const preset = schemas.defaultOf(shape.key)
    return preset === undefined ? initialOf(schemas.lookUp(shape), schemas, [...above, shape.key]) : { value: preset }
  }
  switch (shape.kind) {
    case 'null':
    case 'unknown':
      return { value: null }
    case 'boolean':
      return { value: false }
    case 'string':
      return { value: '' }
    case 'number':
    case 'integer':
      return { value: Math.max(0, shape.min ?? 0) }
    case 'enum':
      return { value: shape.values[0] }
    case 'array':
      return { value: [] }
    case 'record':
      return { value: {} }
    case 'union':
      if (shape.of.some(({ kind }) => kind === 'null')) return { value: null }
      return shape.of.map((one) => initialOf(one, schemas, above)).find((found) => found !== undefined)
    case 'object':
    case 'intersection':
      return initialObject(shape, schemas, above)
    case 'tuple':
    case 'file':
    case 'never':
      return undefined
  }
}

function initialObject(
  shape: Shape,
  schemas: Schemas,
  above: readonly string[],
): { readonly value: unknown } | undefined {
  const object = objectOf(shape, schemas)
  if (object === undefined) return undefined
  const value: Record<string, unknown> = {}
  for (const member of object.members) {
    if (member.optional && member.default === undefined) continue
    const found = member.default === undefined ? initialOf(member.shape, schemas, above) : { value: member.default }
    if (found === undefined) return undefined
    value[member.name] = found.value
  }
  return { value }
}
