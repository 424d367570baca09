import type { Schemas } from '../schema/schemas.ts'
import type { Shape } from '../schema/shape.ts'

const DEPTH = 16

/** zod's `unknown` takes `undefined` too, so that a member that has to be there could be missing. */
export function takesAbsence(shape: Shape, schemas: Schemas, depth = 0): boolean {
  if (depth > DEPTH) return false
  const found = schemas.lookUp(shape)
  if (found.kind === 'unknown') return true
  if (found.kind === 'union') return found.of.some((one) => takesAbsence(one, schemas, depth + 1))
  return found.kind === 'intersection' && found.of.every((one) => takesAbsence(one, schemas, depth + 1))
}
