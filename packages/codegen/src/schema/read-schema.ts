import type { Description } from '../description/description.ts'
import { referenceOf } from '../description/description.ts'
import { child, elements, isObject, members, type Node } from '../description/place.ts'
import type { Findings } from '../description/problem.ts'
import { enumOf } from './enum-of.ts'
import { numberOf, stringOf, textFormat } from './scalars.ts'
import { type Member, nullable, type Shape, unionOf } from './shape.ts'

/** Words that a schema may use and that no generated schema checks. */
const UNCHECKED = [
  'not',
  'if',
  'patternProperties',
  'propertyNames',
  'dependentRequired',
  'dependentSchemas',
  'minProperties',
  'maxProperties',
  'uniqueItems',
  'contains',
  'unevaluatedProperties',
  'unevaluatedItems',
  '$dynamicRef',
]

export interface SchemaReader {
  readonly description: Description
  readonly findings: Findings
  /** A reference leads to this schema: gives it a name, and reads it, unless that was done before. Gives its key. */
  name(target: Node): string
}

/** What a schema says, in the words of OpenAPI 3.0 or of JSON Schema 2020-12. */
export function readSchema(node: Node, reader: SchemaReader): Shape {
  const { value, place } = node
  if (value === true || value === undefined) return { kind: 'unknown' }
  if (value === false) return { kind: 'never' }
  if (!isObject(value)) {
    reader.findings.problem('schema_invalid', place, 'a schema is an object; write for example { type: string }')
    return { kind: 'unknown' }
  }
  for (const word of UNCHECKED) {
    if (word in value) reader.findings.notice(place, `"${word}" is not checked by the generated schema`)
  }
  const shapes = [referred(node, reader), ...combined(node, reader), own(node, reader)].filter(
    (shape) => shape !== undefined,
  )
  const shape = intersectionOf(shapes)
  return value.nullable === true ? nullable(shape) : shape
}

/** One shape that is all of these. */
export function intersectionOf(shapes: readonly Shape[]): Shape {
  const known = shapes.filter(({ kind }) => kind !== 'unknown')
  const [only] = known
  if (only === undefined) return { kind: 'unknown' }
  return known.length === 1 ? only : { kind: 'intersection', of: known }
}

function referred(node: Node, reader: SchemaReader): Shape | undefined {
  const reference = referenceOf(node)
  if (reference === undefined) return undefined
  const followed = reader.description.follow(reference, node.place)
  if ('missing' in followed) {
    reader.findings.problem('reference_missing', node.place, followed.missing)
    return { kind: 'unknown' }
  }
  return { kind: 'named', key: reader.name(followed.node) }
}

function combined(node: Node, reader: SchemaReader): readonly Shape[] {
  const read = (one: Node): Shape => readSchema(one, reader)
  const all = elements(child(node, 'allOf')).map(read)
  const any = ['anyOf', 'oneOf'].flatMap((word) => {
    const of = elements(child(node, word))
    return of.length === 0 ? [] : [unionOf(of.map(read))]
  })
  return [...all, ...any]
}

/** What the schema says itself, beside what it refers to. */
function own(node: Node, reader: SchemaReader): Shape | undefined {
  const { value } = node
  if (!isObject(value)) return undefined
  const listed = enumOf(value)
  if (listed !== undefined) return listed
  const types = typesOf(value)
  return types.length === 0 ? undefined : unionOf(types.map((type) => ofType(type, node, value, reader)))
}

/** The types that are named, or, where none is, the one that other words can only mean. */
function typesOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  if (Array.isArray(value.type)) return value.type.filter((type) => typeof type === 'string')
  if (typeof value.type === 'string') return [value.type]
  if ('properties' in value || 'additionalProperties' in value || 'required' in value) return ['object']
  return 'items' in value || 'prefixItems' in value ? ['array'] : []
}

function ofType(type: string, node: Node, value: Readonly<Record<string, unknown>>, reader: SchemaReader): Shape {
  switch (type) {
    case 'string':
      if (value.format === 'binary' || typeof value.contentMediaType === 'string') return { kind: 'file' }
      return stringOf(value, textFormat(value.format))
    case 'integer':
    case 'number':
      return numberOf(type, value)
    case 'boolean':
    case 'null':
      return { kind: type }
    case 'array':
      return arrayOf(node, value, reader)
    case 'object':
      return objectOf(node, value, reader)
    default:
      reader.findings.problem(
        'schema_invalid',
        child(node, 'type')?.place ?? node.place,
        `"${type}" is no type; write string, number, integer, boolean, array, object or null`,
      )
      return { kind: 'unknown' }
  }
}

function arrayOf(node: Node, value: Readonly<Record<string, unknown>>, reader: SchemaReader): Shape {
  const items = child(node, 'items')
  const first = elements(child(node, 'prefixItems'))
  const { minItems: min, maxItems } = value
  const max = typeof maxItems === 'number' && { max: maxItems }
  const others = items === undefined ? { kind: 'unknown' as const } : readSchema(items, reader)
  if (first.length === 0)
    return { kind: 'array', items: others, ...(typeof min === 'number' && min > 0 && { min }), ...max }
  return {
    kind: 'tuple',
    items: first.map((one) => readSchema(one, reader)),
    ...(others.kind !== 'never' && { rest: others }),
    min: typeof min === 'number' ? min : 0,
    ...max,
  }
}

function objectOf(node: Node, value: Readonly<Record<string, unknown>>, reader: SchemaReader): Shape {
  const required = new Set(Array.isArray(value.required) ? value.required : [])
  const stated = members(child(node, 'properties')).flatMap(([name, property]) =>
    memberOf(name, property, required, reader),
  )
  const others = child(node, 'additionalProperties')
  const values = others === undefined ? { kind: 'unknown' as const } : readSchema(others, reader)
  const found = [...stated, ...requiredOnly(required, stated, values)]
  if (values.kind === 'never') return { kind: 'object', members: found, others: 'none' }
  if (found.length === 0) return { kind: 'record', values }
  return { kind: 'object', members: found, others: values.kind === 'unknown' ? 'open' : values }
}

/** Members that have to be there, though nothing else is said of them. */
function requiredOnly(required: ReadonlySet<unknown>, stated: readonly Member[], shape: Shape): readonly Member[] {
  return [...required].flatMap((name) =>
    typeof name !== 'string' || name === '__proto__' || stated.some((member) => member.name === name)
      ? []
      : [{ name, shape, optional: false, readOnly: false }],
  )
}

function memberOf(
  name: string,
  property: Node,
  required: ReadonlySet<unknown>,
  reader: SchemaReader,
): readonly Member[] {
  if (name === '__proto__') {
    reader.findings.problem('name_invalid', property.place, 'no member can be called "__proto__"; rename it')
    return []
  }
  const { description, readOnly, default: preset } = isObject(property.value) ? property.value : {}
  return [
    {
      name,
      shape: readSchema(property, reader),
      optional: !required.has(name),
      readOnly: readOnly === true,
      ...(preset !== undefined && { default: preset }),
      ...(typeof description === 'string' && { doc: description }),
    },
  ]
}
