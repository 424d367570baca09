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
  if (first.length > 0) {
    const rest =
      value.items === false ? undefined : items === undefined ? { kind: 'unknown' as const } : readSchema(items, reader)
    return { kind: 'tuple', items: first.map((one) => readSchema(one, reader)), ...(rest && { rest }) }
  }
  return {
    kind: 'array',
    items: items === undefined ? { kind: 'unknown' } : readSchema(items, reader),
    ...(typeof value.minItems === 'number' && { min: value.minItems }),
    ...(typeof value.maxItems === 'number' && { max: value.maxItems }),
  }
}

function objectOf(node: Node, value: Readonly<Record<string, unknown>>, reader: SchemaReader): Shape {
  const required = new Set(Array.isArray(value.required) ? value.required : [])
  const found = members(child(node, 'properties')).flatMap(([name, property]) =>
    memberOf(name, property, required, reader),
  )
  const others = child(node, 'additionalProperties')
  if (others === undefined || others.value === true) {
    return found.length === 0
      ? { kind: 'record', values: { kind: 'unknown' } }
      : { kind: 'object', members: found, others: 'open' }
  }
  if (others.value === false) return { kind: 'object', members: found, others: 'none' }
  const values = readSchema(others, reader)
  return found.length === 0 ? { kind: 'record', values } : { kind: 'object', members: found, others: values }
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
