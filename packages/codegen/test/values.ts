import fc from 'fast-check'
import { isObject } from '../src/description/place.ts'

type Schema = Readonly<Record<string, unknown>>

/** Follows a reference to the schema that it leads to. */
export type Follow = (reference: string) => unknown

/** From here on only what has to be there is. */
const DEEP = 3
/** A schema that needs itself never comes to an end. */
const DEEPEST = 20

/** Values that a JSON Schema describes, in the words of OpenAPI 3.0 or 2020-12. */
export function valuesOf(schema: unknown, follow: Follow, depth = 0): fc.Arbitrary<unknown> {
  if (depth > DEEPEST) throw new Error(`a value of this schema never ends: ${JSON.stringify(schema).slice(0, 200)}`)
  if (!isObject(schema)) return fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.string())
  const whole = flattened(schema, follow)
  const choices = ['oneOf', 'anyOf'].find((word) => Array.isArray(whole[word]))
  const values = choices === undefined ? ofTypes(whole, follow, depth) : ofChoices(whole, choices, follow, depth)
  return whole.nullable === true ? fc.option(values, { freq: 4 }) : values
}

function ofChoices(schema: Schema, word: string, follow: Follow, depth: number): fc.Arbitrary<unknown> {
  const { [word]: stated, ...rest } = schema
  const choices = (Array.isArray(stated) ? stated : []).map((one: unknown) => ({ allOf: [rest, one] }))
  const values = (one: Schema): fc.Arbitrary<unknown> => valuesOf(one, follow, depth + 1)
  // Choices within choices are too many to be made before one is chosen.
  return depth < DEEP ? fc.oneof(...choices.map(values)) : fc.constantFrom(...choices).chain(values)
}

/** The schema with all that it refers to, and all that it has to be at once, in one. */
export function flattened(schema: Schema, follow: Follow): Schema {
  const { $ref, allOf, ...own } = schema
  const others = [...(typeof $ref === 'string' ? [follow($ref)] : []), ...(Array.isArray(allOf) ? allOf : [])]
  return others
    .filter(isObject)
    .map((other) => flattened(other, follow))
    .reduce(merged, own)
}

function merged(a: Schema, b: Schema): Schema {
  const both = { ...a, ...b }
  const objects = ['properties'].flatMap((word) => {
    const [left, right] = [a[word], b[word]]
    return isObject(left) && isObject(right) ? [[word, { ...left, ...right }] as const] : []
  })
  const required = [a.required, b.required].flatMap((one) => (Array.isArray(one) ? one : []))
  const rest = ['anyOf', 'oneOf'].find((word) => a[word] !== undefined && b[word] !== undefined)
  if (rest !== undefined) return { ...both, [rest]: crossed(a[rest], b[rest]) }
  return { ...both, ...Object.fromEntries(objects), ...(required.length > 0 && { required }) }
}

/** One of these and one of those. */
function crossed(these: unknown, those: unknown): readonly Schema[] {
  const [left, right] = [these, those].map((list) => (Array.isArray(list) ? list : []))
  return (left ?? []).flatMap((one) => (right ?? []).map((other) => ({ allOf: [one, other] })))
}

function ofTypes(schema: Schema, follow: Follow, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  const stated = schema.type ?? ('properties' in schema || 'required' in schema ? 'object' : undefined)
  const types = Array.isArray(stated) ? stated : [stated]
  return fc.oneof(...types.map((type) => ofType(type, schema, follow, depth)))
}

function ofType(type: unknown, schema: Schema, follow: Follow, depth: number): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return ofString(schema)
    case 'integer':
    case 'number':
      return ofNumber(type, schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return ofArray(schema, follow, depth)
    case 'object':
      return ofObject(schema, follow, depth)
    default:
      return fc.oneof(fc.boolean(), fc.integer(), fc.string())
  }
}

function ofString(schema: Schema): fc.Arbitrary<string> {
  const { minLength: min, maxLength: max } = schema
  const minLength = typeof min === 'number' ? min : 0
  const maxLength = typeof max === 'number' ? Math.min(max, minLength + 20) : minLength + 10
  switch (schema.format) {
    case 'date-time':
      return date().map((at) => at.toISOString())
    case 'date':
      return date().map((at) => at.toISOString().slice(0, 10))
    case 'email':
      return fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.(org|net)$/)
    case 'uri':
      return fc.webUrl({ validSchemes: ['https'] })
    case 'uuid':
      return fc.uuid()
  }
  if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern, 'u'))
  // Lengths are those of code points in JSON Schema, and of code units in zod: the same for what is written here.
  return fc.string({
    minLength,
    maxLength,
    unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789 /&=?%[],|éß'),
  })
}

function date(): fc.Arbitrary<Date> {
  return fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
}

function ofNumber(type: 'integer' | 'number', schema: Schema): fc.Arbitrary<number> {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema
  const step = typeof multipleOf === 'number' ? multipleOf : 1
  const lows = [minimum, above].filter((value) => typeof value === 'number')
  const highs = [maximum, below].filter((value) => typeof value === 'number')
  const low = lows.length === 0 ? undefined : Math.floor(Math.max(...lows) / step)
  const high = highs.length === 0 ? undefined : Math.ceil(Math.min(...highs) / step)
  const isIn = (value: number): boolean =>
    lows.every((one) => (one === above || above === true ? value > one : value >= one)) &&
    highs.every((one) => (one === below || below === true ? value < one : value <= one))
  const min = low ?? (high === undefined ? -1000 : high - 1000)
  const whole = fc.integer({ min, max: high ?? min + 2000 }).map((value) => value * step)
  const values =
    type === 'integer' || multipleOf !== undefined
      ? whole
      : fc.oneof(
          whole,
          whole.map((value) => value + 0.5),
        )
  // Nothing fits between some bounds, and a filter would look for it for ever.
  const few = Math.min((high ?? min) - min + 1, 20)
  const isFound = high === undefined || Array.from({ length: few }, (_, at) => (min + at) * step).some(isIn)
  if (!isFound) throw new Error(`no number fits ${JSON.stringify(schema)}`)
  return values.filter(isIn)
}

function ofArray(schema: Schema, follow: Follow, depth: number): fc.Arbitrary<unknown> {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : []
  if (first.length > 0) return fc.tuple(...first.map((one) => valuesOf(one, follow, depth + 1)))
  const { minItems: min, maxItems: max } = schema
  const minLength = typeof min === 'number' ? min : 0
  const maxLength = typeof max === 'number' ? Math.min(max, minLength + 3) : minLength + 3
  if (depth >= DEEP && minLength === 0) return fc.constant([])
  const most = depth >= DEEP ? minLength : maxLength
  const items = valuesOf(schema.items, follow, depth + 1)
  return schema.uniqueItems === true
    ? fc.uniqueArray(items, { minLength, maxLength: most, selector: (value) => JSON.stringify(value) })
    : fc.array(items, { minLength, maxLength: most })
}

function ofObject(schema: Schema, follow: Follow, depth: number): fc.Arbitrary<unknown> {
  const properties = isObject(schema.properties) ? schema.properties : {}
  const required = new Set(Array.isArray(schema.required) ? schema.required : [])
  const names = Object.keys(properties).filter((name) => required.has(name) || depth < DEEP)
  const unsaid = [...required].filter((name) => typeof name === 'string' && !Object.hasOwn(properties, name))
  const members = fc.record(
    Object.fromEntries([
      ...names.map((name) => [name, valuesOf(properties[name], follow, depth + 1)] as const),
      ...unsaid.map((name) => [String(name), fc.string()] as const),
    ]),
    { requiredKeys: [...names, ...unsaid.map(String)].filter((name) => required.has(name)), noNullPrototype: true },
  )
  const { additionalProperties: others } = schema
  if (!isObject(others) || depth >= DEEP) return members
  const key = fc.stringMatching(/^x[a-z]{3,6}$/).filter((name) => !Object.hasOwn(properties, name))
  const dictionary = fc.dictionary(key, valuesOf(others, follow, depth + 1), { maxKeys: 2, noNullPrototype: true })
  return fc.tuple(dictionary, members).map(([more, said]) => ({ ...more, ...said }))
}

/** One value, always the same for the same seed. */
export function oneOf(values: fc.Arbitrary<unknown>, seed: number): unknown {
  return fc.sample(values, { seed, numRuns: 1 })[0]
}
