import { isLiteralTaken } from './is-literal-taken.ts'
import { type SchemaNode, typesOf, valuesOf } from './json-schema.ts'
import { narrowArray } from './narrow-array.ts'
import { narrowNumber } from './narrow-number.ts'
import { narrowObject } from './narrow-object.ts'
import { narrowString } from './narrow-string.ts'
import { doubt, type Narrow, type Narrowing, narrowing } from './narrowing.ts'
import { newRefinements } from './unseen.ts'

/** Of two schemas without alternatives, the first of them for one type or for listed values. */
export function narrowNode(before: SchemaNode, after: SchemaNode, path: string, narrow: Narrow): readonly Narrowing[] {
  const isRefined = newRefinements(before, after).length > 0
  const found = isRefined ? [doubt(path, 'is checked by code that is new, or cannot be compared')] : []
  const isListed = before.enum !== undefined || before.const !== undefined
  const values = valuesOf(before) ?? []
  if (isListed) return [...found, ...narrowValues(values, after, path)]
  const [type = ''] = typesOf(before)
  const types = typesOf(after)
  const hasType = types.includes(type) || (type === 'integer' && types.includes('number'))
  if (!hasType && !(type === 'number' && types.includes('integer')))
    return [...found, narrowing(path, `was ${kinds([type])} and has to be ${kinds(types)} now`)]
  if (!hasType) found.push(narrowing(path, 'has to be an integer now'))
  if (values.length > 0) return [...found, ...narrowValues(values, after, path)]
  const others = valuesOf(after)
  if (others !== undefined)
    return [...found, narrowing(path, `takes only ${others.map((value) => JSON.stringify(value)).join(', ')} now`)]
  return [...found, ...narrowType(type, before, after, path, narrow)]
}

function narrowValues(
  values: NonNullable<ReturnType<typeof valuesOf>>,
  after: SchemaNode,
  path: string,
): readonly Narrowing[] {
  const gone = values.filter((value) => !isLiteralTaken(value, after))
  const found = gone.map((value) => narrowing(path, `does not take ${JSON.stringify(value)} any more`))
  return after.format === undefined ? found : [...found, doubt(path, `has to be of the format ${after.format} now`)]
}

function narrowType(
  type: string,
  before: SchemaNode,
  after: SchemaNode,
  path: string,
  narrow: Narrow,
): readonly Narrowing[] {
  if (type === 'object') return narrowObject(before, after, path, narrow)
  if (type === 'array') return narrowArray(before, after, path, narrow)
  return type === 'string' ? narrowString(before, after, path) : narrowNumber(before, after, path)
}

/** "a string or an object" */
export function kinds(types: readonly string[]): string {
  return types.map((type) => `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`).join(' or ')
}
