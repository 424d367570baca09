import type { SchemaNode } from './json-schema.ts'
import { doubt, type Narrowing, narrowing } from './narrowing.ts'

interface Bound {
  readonly at: number
  /** The bound itself is out. */
  readonly isOpen: boolean
}

export function narrowNumber(before: SchemaNode, after: SchemaNode, path: string): readonly Narrowing[] {
  const found: Narrowing[] = []
  // Those of every integer; that it has to be one now is said already.
  const isNews = ({ at }: Bound): boolean => isInteger(before) || Math.abs(at) !== Number.MAX_SAFE_INTEGER
  const [lowBefore, low] = [lowerBound(before), lowerBound(after)]
  if (isNews(low) && isTighter(low, lowBefore))
    found.push(narrowing(path, `has to be ${low.isOpen ? 'greater than' : 'at least'} ${low.at} now`))
  const [highBefore, high] = [upperBound(before), upperBound(after)]
  if (isNews(high) && isTighter(negative(high), negative(highBefore)))
    found.push(narrowing(path, `has to be ${high.isOpen ? 'less than' : 'at most'} ${high.at} now`))
  return [...found, ...narrowStep(before, after, path)]
}

function narrowStep(before: SchemaNode, { multipleOf: step }: SchemaNode, path: string): readonly Narrowing[] {
  if (step === undefined || step === before.multipleOf) return []
  const stepBefore = before.multipleOf ?? (isInteger(before) ? 1 : undefined)
  if (stepBefore !== undefined && Number.isSafeInteger(stepBefore) && Number.isSafeInteger(step)) {
    return stepBefore % step === 0 ? [] : [narrowing(path, `has to be a multiple of ${step} now`)]
  }
  return [(stepBefore === undefined ? narrowing : doubt)(path, `has to be a multiple of ${step} now`)]
}

export function isInteger({ type }: SchemaNode): boolean {
  return type === 'integer' || (Array.isArray(type) && type.includes('integer') && !type.includes('number'))
}

function lowerBound({ minimum = -Infinity, exclusiveMinimum = -Infinity }: SchemaNode): Bound {
  return exclusiveMinimum >= minimum && exclusiveMinimum > -Infinity
    ? { at: exclusiveMinimum, isOpen: true }
    : { at: minimum, isOpen: false }
}

function upperBound({ maximum = Infinity, exclusiveMaximum = Infinity }: SchemaNode): Bound {
  return exclusiveMaximum <= maximum && exclusiveMaximum < Infinity
    ? { at: exclusiveMaximum, isOpen: true }
    : { at: maximum, isOpen: false }
}

function negative({ at, isOpen }: Bound): Bound {
  return { at: -at, isOpen }
}

/** Of two lower bounds. */
function isTighter(bound: Bound, than: Bound): boolean {
  return bound.at > than.at || (bound.at === than.at && bound.isOpen && !than.isOpen)
}
