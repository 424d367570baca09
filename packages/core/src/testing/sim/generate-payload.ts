import type { StandardSchemaV1 } from '@standard-schema/spec'
import { DocketError } from '../../event/errors.ts'
import type { Random } from './random.ts'

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
}

/** Nothing says how to make payloads of an event; code `no_generator`. Give a generator for its entity. */
export class NoGeneratorError extends DocketError {
  constructor(entity: string, type: string) {
    super(
      'no_generator',
      `The schema of ${entity}.${type} does not describe itself as JSON Schema (Standard JSON Schema): pass generators.${entity}`,
    )
  }
}

/** A payload that a schema may take: values of few kinds, so that events meet each other. @throws NoGeneratorError */
export function generatePayload(entity: string, type: string, schema: StandardSchemaV1, random: Random): unknown {
  const described = describe(schema)
  if (described === undefined) throw new NoGeneratorError(entity, type)
  return generate(described, random)
}

const DESCRIBED = new WeakMap<StandardSchemaV1, JsonSchema | undefined>()

/** https://standardschema.dev/json-schema */
function describe(schema: StandardSchemaV1): JsonSchema | undefined {
  if (DESCRIBED.has(schema)) return DESCRIBED.get(schema)
  const { jsonSchema } = schema['~standard'] as StandardSchemaV1['~standard'] & {
    readonly jsonSchema?: { input(options: { readonly target: string }): JsonSchema }
  }
  const described = jsonSchema?.input({ target: 'draft-2020-12' })
  DESCRIBED.set(schema, described)
  return described
}

function generate(schema: JsonSchema, random: Random): unknown {
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return random.pick(schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return generate(random.pick(choices), random)
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => generate(part, random) as object)) as unknown
  switch (typeof schema.type === 'object' ? random.pick(schema.type) : schema.type) {
    case 'object':
      return generateObject(schema, random)
    case 'array': {
      const least = schema.minItems ?? 0
      const length = random.between(least, Math.min(schema.maxItems ?? least + 2, least + 2))
      return Array.from({ length }, () => generate(schema.items ?? {}, random))
    }
    case 'string':
      return generateText(schema, random)
    case 'integer':
    case 'number':
      return generateNumber(schema, random)
    case 'boolean':
      return random.chance(0.5)
    default:
      return null
  }
}

function generateObject({ properties = {}, required = [] }: JsonSchema, random: Random): Record<string, unknown> {
  const entries = Object.entries(properties).filter(([name]) => required.includes(name) || random.chance(0.5))
  return Object.fromEntries(entries.map(([name, schema]) => [name, generate(schema, random)]))
}

function generateText({ minLength = 0, maxLength = 8 }: JsonSchema, random: Random): string {
  const text = random.pick(['a', 'b', 'c', 'Käse', '🍕'])
  return text.padEnd(minLength, text).slice(0, Math.max(minLength, maxLength)).toWellFormed()
}

function generateNumber(schema: JsonSchema, random: Random): number {
  const { exclusiveMinimum = -1, exclusiveMaximum = Number.POSITIVE_INFINITY } = schema
  const least = Math.max(schema.minimum ?? exclusiveMinimum + 1, exclusiveMinimum + 1)
  const most = Math.min(schema.maximum ?? least + 5, exclusiveMaximum - 1, least + 5)
  return random.between(Math.ceil(least), Math.floor(most))
}
