import type { NumberShape, ObjectShape, Shape, StringShape, TextFormat, TupleShape } from '../schema/shape.ts'
import { docstring, literal, memberName } from './quote.ts'

/** How other schemas are called where a schema is written. */
export interface Names {
  /** The expression for a schema with a name. */
  schema(key: string): string
  /** Does its schema take what is not there, because it takes anything? */
  takesAbsence(shape: Shape): boolean
  /** Its members, where it is an object that can be extended. */
  extendable(shape: Shape): ObjectShape | undefined
}

/** The zod schema of a shape, for `zod/mini`. */
export function zodOf(shape: Shape, names: Names): string {
  switch (shape.kind) {
    case 'unknown':
    case 'null':
    case 'boolean':
    case 'never':
      return `z.${shape.kind}()`
    case 'file':
      return 'z.instanceof(Blob)'
    case 'string':
      return stringSchema(shape)
    case 'number':
    case 'integer':
      return numberSchema(shape)
    case 'enum':
      return enumSchema(shape.values)
    case 'array':
      return `z.array(${zodOf(shape.items, names)})${checks({ minLength: shape.min, maxLength: shape.max })}`
    case 'tuple':
      return tupleSchema(shape, names)
    case 'record':
      return `z.record(z.string(), ${zodOf(shape.values, names)})`
    case 'object':
      return objectSchema(shape, names)
    case 'union':
      return unionSchema(shape.of, names)
    case 'intersection':
      return intersectionSchema(shape.of, names)
    case 'named':
      return names.schema(shape.key)
  }
}

const FORMATS: Readonly<Record<TextFormat, string>> = {
  date: 'z.iso.date()',
  'date-time': 'z.iso.datetime({ offset: true })',
  email: 'z.email()',
  uri: 'z.url()',
  uuid: 'z.guid()',
}

function stringSchema({ min, max, pattern, format }: StringShape): string {
  const regex = pattern === undefined ? undefined : String(new RegExp(pattern, 'u'))
  return `${format ? FORMATS[format] : 'z.string()'}${checks({ minLength: min, maxLength: max, regex })}`
}

function numberSchema({ kind, min, max, above, below, multipleOf }: NumberShape): string {
  return `z.${kind === 'integer' ? 'int' : 'number'}()${checks({ gte: min, lte: max, gt: above, lt: below, multipleOf })}`
}

function checks(wanted: Readonly<Record<string, number | string | undefined>>): string {
  const calls = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [`z.${name}(${value})`]))
  return calls.length === 0 ? '' : `.check(${calls.join(', ')})`
}

function enumSchema(values: readonly (string | number | boolean)[]): string {
  if (values.length === 1) return `z.literal(${literal(values[0])})`
  const list = values.map(literal).join(', ')
  return values.every((value) => typeof value === 'string') ? `z.enum([${list}])` : `z.literal([${list}])`
}

function tupleSchema({ items, rest, min, max }: TupleShape, names: Names): string {
  const list = items.map((item, index) => presentOr(index >= min, item, names)).join(', ')
  const lengths = { minLength: min > items.length ? min : undefined, maxLength: max }
  return `z.tuple([${list}]${rest ? `, ${zodOf(rest, names)}` : ''})${checks(lengths)}`
}

/** What may be absent, or has to be there even where its schema takes anything. */
function presentOr(optional: boolean, shape: Shape, names: Names): string {
  const schema = zodOf(shape, names)
  if (optional) return `z.optional(${schema})`
  return names.takesAbsence(shape) ? `z.nonoptional(${schema})` : schema
}

/** The members between braces, as `z.object` takes them. */
export function membersOf({ members }: ObjectShape, names: Names): string {
  const lines = members.flatMap(({ name, shape, optional, doc }) => [
    ...docstring(doc),
    `${memberName(name)}: ${presentOr(optional, shape, names)},`,
  ])
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n}`
}

function objectSchema(shape: ObjectShape, names: Names): string {
  const members = membersOf(shape, names)
  if (shape.others === 'open') return `z.object(${members})`
  if (shape.others === 'none') return `z.strictObject(${members})`
  return `z.catchall(z.object(${members}), ${zodOf(shape.others, names)})`
}

function unionSchema(of: readonly Shape[], names: Names): string {
  const others = of.filter(({ kind }) => kind !== 'null')
  const schemas = others.map((shape) => zodOf(shape, names))
  const [only = 'z.never()'] = schemas
  const schema = schemas.length < 2 ? only : `z.union([${schemas.join(', ')}])`
  return others.length < of.length ? `z.nullable(${schema})` : schema
}

/** Objects extend each other, as long as no member stands in two of them. */
function intersectionSchema(of: readonly Shape[], names: Names): string {
  const objects = of.map((shape) => names.extendable(shape))
  const all = objects.flatMap((object) => (object ? object.members.map(({ name }) => name) : []))
  const [first = { kind: 'unknown' as const }, ...rest] = of
  if (objects.every((object) => object !== undefined) && new Set(all).size === all.length) {
    return rest.reduce(
      (extended, shape) => {
        const members = shape.kind === 'object' ? membersOf(shape, names) : `${zodOf(shape, names)}.shape`
        return `z.extend(${extended}, ${members})`
      },
      zodOf(first, names),
    )
  }
  return rest.reduce((left, shape) => `z.intersection(${left}, ${zodOf(shape, names)})`, zodOf(first, names))
}
