import type { Schemas } from '../schema/schemas.ts'
import type { Shape } from '../schema/shape.ts'

const DEPTH = 16

/** May every value of one type stand where another is wanted? In case of doubt, no. */
export function fits(from: Shape, to: Shape, schemas: Schemas, depth = 0): boolean {
  if (depth > DEPTH) return false
  if (to.kind === 'unknown' || JSON.stringify(from) === JSON.stringify(to)) return true
  const inner = (a: Shape, b: Shape): boolean => fits(a, b, schemas, depth + 1)
  if (from.kind === 'named' || to.kind === 'named') return inner(schemas.lookUp(from), schemas.lookUp(to))
  if (from.kind === 'union') return from.of.every((one) => inner(one, to))
  if (to.kind === 'union') return to.of.some((one) => inner(from, one))
  switch (to.kind) {
    case 'string':
      return from.kind === 'string' || (from.kind === 'enum' && from.values.every((value) => typeof value === 'string'))
    case 'number':
    case 'integer':
      return from.kind === 'number' || from.kind === 'integer'
    case 'enum':
      return from.kind === 'enum' && from.values.every((value) => to.values.includes(value))
    case 'array':
      return from.kind === 'array' && inner(from.items, to.items)
    case 'record':
      return from.kind === 'record' && inner(from.values, to.values)
    case 'object':
      return (
        from.kind === 'object' &&
        to.members.every(({ name, shape, optional }) => {
          const member = from.members.find((one) => one.name === name)
          return member === undefined ? optional : (optional || !member.optional) && inner(member.shape, shape)
        })
      )
    default:
      return from.kind === to.kind && (to.kind === 'null' || to.kind === 'boolean')
  }
}
