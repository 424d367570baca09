import type { JsonValue } from '@docket/core'

/** A JSON Schema of the kind that zod writes; other keywords are annotations. */
export type JsonSchema = boolean | SchemaNode

export interface SchemaNode {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, JsonSchema>>
  readonly type?: string | readonly string[]
  readonly enum?: readonly JsonValue[]
  readonly const?: JsonValue
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly not?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  /** Absent where a schema names its members and drops what else there is; `{}` where it takes and keeps that. */
  readonly additionalProperties?: JsonSchema
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  /** What zod checks or changes besides, which no keyword tells: each the text of it. */
  readonly 'x-docket-unseen'?: readonly string[]
  /** Of a member that may be absent: nothing of it is run then. */
  readonly 'x-docket-absent'?: true
}

const CONSTRAINTS = new Set(
  `$ref type enum const anyOf oneOf allOf not properties required additionalProperties patternProperties propertyNames
  items prefixItems minItems maxItems minLength maxLength pattern format minimum maximum exclusiveMinimum
  exclusiveMaximum multipleOf x-docket-unseen`.split(/\s+/),
)

/** Does it take whatever there is? */
export function takesAll(schema: JsonSchema): boolean {
  return schema === true || (schema !== false && !Object.keys(schema).some((keyword) => CONSTRAINTS.has(keyword)))
}

export function takesNothing(schema: JsonSchema): boolean {
  return schema === false || (schema !== true && schema.not !== undefined && takesAll(schema.not))
}

/** What a reference stands for; true, which takes all, if it leads nowhere. */
export function resolveRef(root: JsonSchema, ref: string): JsonSchema {
  if (ref === '#' || root === true || root === false) return root
  const name = /^#\/\$defs\/(.+)$/.exec(ref)?.[1] ?? ''
  return root.$defs?.[name.replaceAll('~1', '/').replaceAll('~0', '~')] ?? true
}

const TYPES = ['null', 'boolean', 'string', 'number', 'array', 'object'] as const

/** The types that it takes, as far as `type` tells. */
export function typesOf({ type }: SchemaNode): readonly string[] {
  return type === undefined ? TYPES : typeof type === 'string' ? [type] : type
}

/** All values that it takes, where they are few; undefined where they are not listed. */
export function valuesOf(node: SchemaNode): readonly JsonValue[] | undefined {
  if (node.const !== undefined) return [node.const]
  if (node.enum !== undefined) return node.enum
  if (node.type === 'null') return [null]
  return node.type === 'boolean' ? [true, false] : undefined
}

/** The patterns of a string; zod puts several into `allOf`. */
export function patternsOf({ pattern, allOf = [] }: SchemaNode): readonly string[] {
  return [pattern, ...allOf.filter(isPattern).map((member) => member.pattern)].filter((one) => one !== undefined)
}

export function isPattern(schema: JsonSchema): schema is SchemaNode {
  return typeof schema === 'object' && Object.keys(schema).join() === 'pattern'
}
