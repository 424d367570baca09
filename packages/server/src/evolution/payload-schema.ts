import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type $ZodType, toJSONSchema } from 'zod/v4/core'
import type { JsonSchema } from './json-schema.ts'
import { keepsAbsent, passesAbsent, unseenOf } from './zod-unseen.ts'

/** What can be known of a payload's schema without running it. */
export type PayloadSchema =
  | { readonly kind: 'json'; readonly schema: JsonSchema }
  /** It cannot be compared. */
  | { readonly kind: 'opaque'; readonly reason: string }

/** Of what a payload is recorded as, which is also what the ledger holds. */
export function payloadSchema(schema: StandardSchemaV1): PayloadSchema {
  if (!isZod4(schema)) {
    const { vendor } = schema['~standard']
    return { kind: 'opaque', reason: `it is a schema of ${vendor}: only those of zod 4 and zod/mini can be compared` }
  }
  try {
    return { kind: 'json', schema: asJsonSchema(schema) }
  } catch (error) {
    return {
      kind: 'opaque',
      reason: `it has no JSON Schema: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}

/** Also of another copy of zod than ours: the application brings its own. */
function isZod4(schema: object): schema is $ZodType {
  return '_zod' in schema && typeof schema._zod === 'object'
}

function asJsonSchema(schema: $ZodType): JsonSchema {
  return toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (passesAbsent(zodSchema)) jsonSchema['x-docket-absent'] = true
      else if (!keepsAbsent(zodSchema)) delete jsonSchema['x-docket-absent']
      const unseen = unseenOf(zodSchema, (inner) => JSON.stringify(asJsonSchema(inner)))
      if (unseen.length === 0) return
      const inherited = (jsonSchema['x-docket-unseen'] ?? []) as readonly string[]
      jsonSchema['x-docket-unseen'] = [...new Set([...inherited, ...unseen])].sort()
    },
  }) as JsonSchema
}
