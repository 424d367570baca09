// The schemas that are generated, and Ajv as an oracle: both must think the same of every value.
//
// Where they may differ, and the schemas and values here therefore do not: `oneOf` is checked as `anyOf`; integers are
// safe ones; lengths are counted in UTF-16 units; a schema that says no type has the one that its other words mean;
// a format is checked by zod's expression, so that only values far from its edges are tried; `enum: []`, `not`, `if`
// and the like are not checked at all, which the generator says. Of an `allOf` with `additionalProperties: false`, zod
// refuses the members that no part of it knows, Ajv those that any part does not.
import { stripTypeScriptTypes } from 'node:module'
import { runInThisContext } from 'node:vm'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { Description } from '../src/description/description.ts'
import { isObject } from '../src/description/place.ts'
import { Findings } from '../src/description/problem.ts'
import { SchemaModules } from '../src/emit/schema-modules.ts'
import { Schemas } from '../src/schema/schemas.ts'
import { componentsOf, type Schema, type Version } from './schema-arbitrary.ts'
import { valuesOf } from './values.ts'

type Components = Readonly<Record<string, Schema>>

test.each(['3.0', '3.1'] as const)(
  'zod and Ajv agree on values of any schema of OpenAPI %s',
  { timeout: 60_000 },
  (version) => {
    let [accepted, refused] = [0, 0]
    fc.assert(
      fc.property(componentsOf(version), fc.infiniteStream(fc.nat()), (components, seeds) => {
        const generated = zodOf(components, version)
        fc.pre(generated !== undefined)
        const ajv = ajvOf(components)
        for (const [name, schema] of Object.entries(components)) {
          for (const value of triedValues(schema, components, seeds)) {
            const expected = judged(() => ajv.validate(`d#/components/schemas/${name}`, value))
            const result = z.safeParse(generated[name] ?? z.never(), value)
            if (expected) accepted++
            else refused++
            if (result.success !== expected) {
              throw new Error(
                `zod ${result.success}, Ajv ${expected} of ${JSON.stringify(value)} as ${name}: ${result.error?.message ?? ajv.errorsText()}`,
              )
            }
          }
        }
      }),
      { numRuns: 60 },
    )
    expect(Math.min(accepted, refused)).toBeGreaterThan(200)
  },
)

/** A schema may be made of itself beside something that takes all; there Ajv goes round for ever. */
function judged(validate: () => boolean): boolean {
  try {
    return validate()
  } catch (error) {
    fc.pre(!(error instanceof RangeError))
    throw error
  }
}

/** The schemas as the generator writes them; undefined where it says that nothing can be made of them. */
function zodOf(components: Components, version: Version): Readonly<Record<string, z.ZodMiniType>> | undefined {
  const description = { openapi: `${version}.0`, components: { schemas: components } }
  const findings = new Findings()
  const schemas = new Schemas(new Description('/openapi.json', new Map([['/openapi.json', description]])), findings)
  const modules = new SchemaModules(schemas, '/generated')
  if (findings.problems.length > 0) return undefined
  // All files in one, in the order in which they need each other.
  const text = modules.modules.map((module) => module.text.replace(/^import .*$/gm, '')).join('\n')
  const code = stripTypeScriptTypes(text)
    .replace(/^export const /gm, 'const ')
    .replace(/^export .*$/gm, '')
  const make: unknown = runInThisContext(`(z) => { ${code}; return { A, B, C } }`)
  if (typeof make !== 'function') throw new Error('not a function')
  return make(z)
}

function ajvOf(components: Components): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, logger: false })
  ajvFormats.default(ajv)
  return ajv.addSchema({ components: { schemas: asJsonSchema(components) } }, 'd')
}

/** OpenAPI 3.0's own words in those of JSON Schema. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema)
  if (!isObject(value)) return value
  const { nullable, exclusiveMinimum: above, exclusiveMaximum: below, minimum, maximum, ...rest } = value
  const members = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, asJsonSchema(member)]))
  const schema = {
    ...members,
    ...(above === true
      ? { exclusiveMinimum: minimum }
      : { ...(minimum !== undefined && { minimum }), ...(above !== undefined && { exclusiveMinimum: above }) }),
    ...(below === true
      ? { exclusiveMaximum: maximum }
      : { ...(maximum !== undefined && { maximum }), ...(below !== undefined && { exclusiveMaximum: below }) }),
  }
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema
}

/** Values that fit, the same with something changed, and others. */
function triedValues(schema: Schema, components: Components, seeds: Iterator<number>): readonly unknown[] {
  const follow = (reference: string): unknown => components[reference.slice(-1)]
  const seed = Number(seeds.next().value)
  const plain = fc.oneof(
    fc.constantFrom(null, true, 'a', 'b', '"'),
    fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ') }),
    fc.integer({ min: -9, max: 9 }),
    fc.constant(0.5),
  )
  const other = fc.oneof(
    plain,
    fc.array(plain, { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('id', 'name', 'class', 'x'), plain, { noNullPrototype: true }),
  )
  const values = fc.sample(other, { seed, numRuns: 5 })
  try {
    const fitting = fc.sample(valuesOf(schema, follow), { seed, numRuns: 5 })
    return [...values, ...fitting, ...fitting.map((value, index) => mutated(value, values[index], seed + index))]
  } catch {
    // A schema that nothing fits, or whose values never end.
    return values
  }
}

/** With one part of it taken away, put in the place of another, or added. */
function mutated(value: unknown, other: unknown, seed: number): unknown {
  if (typeof value === 'string') return seed % 2 === 0 ? `${value}z` : value.slice(1)
  if (typeof value === 'number') return seed % 2 === 0 ? value + 0.25 : value - 7
  if (Array.isArray(value)) {
    if (value.length === 0 || seed % 3 === 0) return [...value, other]
    const at = seed % value.length
    return value.map((one, index) => (index === at ? mutated(one, other, seed >> 2) : one))
  }
  if (!isObject(value)) return other
  const names = Object.keys(value)
  if (names.length === 0 || seed % 4 === 0) return { ...value, unheard: other }
  const chosen = names[seed % names.length] ?? ''
  const { [chosen]: inside, ...rest } = value
  return seed % 4 === 1 ? rest : { ...rest, [chosen]: mutated(inside, other, seed >> 2) }
}
