import fc from 'fast-check'

export type Schema = Readonly<Record<string, unknown>>
export type Version = '3.0' | '3.1'

const NAMES = ['A', 'B', 'C'] as const
const MEMBERS = ['id', 'name', 'size', 'a-b', 'class'] as const
const PATTERNS = ['^[a-c]+$', '\\d', '^\\p{L}{0,3}$', 'a/b|^$']

/** Three schemas that may refer to each other, in the words of a version of OpenAPI; of what the generator supports. */
export function componentsOf(version: Version): fc.Arbitrary<Readonly<Record<string, Schema>>> {
  const schema = fc.letrec<{ any: Schema; deep: Schema; object: Schema }>((tie) => ({
    any: fc.oneof({ maxDepth: 3, depthIdentifier: 'schema' }, scalar(version), tie('deep')),
    deep: fc.oneof(
      listOf(tie('any'), version),
      tie('object'),
      fc.constantFrom(...NAMES).map((name) => ({ $ref: `#/components/schemas/${name}` })),
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
      fc.array(tie('object'), { minLength: 1, maxLength: 2 }).map((allOf) => ({ allOf })),
      tie('object').chain((object) =>
        fc.constantFrom(...NAMES).map((name) => ({ allOf: [{ $ref: `#/components/schemas/${name}` }, object] })),
      ),
    ),
    object: objectOf(tie('any'), version),
  })).any
  return fc.record({ A: schema, B: schema, C: schema }, { noNullPrototype: true }).map(withoutClosedParts)
}

/** What is closed and part of something is another matter; see schemas.prop.test.ts. */
function withoutClosedParts(components: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  const text = JSON.stringify(components)
  return text.includes('"allOf"') ? JSON.parse(text.replaceAll(',"additionalProperties":false', '')) : components
}

function scalar(version: Version): fc.Arbitrary<Schema> {
  const text = fc.record(
    { minLength: fc.nat(3), maxLength: fc.integer({ min: 3, max: 6 }) },
    { requiredKeys: [], noNullPrototype: true },
  )
  const plain = fc.oneof(
    text.map((words): Schema => ({ type: 'string', ...words })),
    fc.constantFrom(...PATTERNS).map((pattern): Schema => ({ type: 'string', pattern })),
    fc
      .constantFrom('date', 'date-time', 'email', 'uri', 'uuid', 'unheard-of')
      .map((format): Schema => ({ type: 'string', format })),
    numeric(version),
    fc.constant<Schema>({ type: 'boolean' }),
  )
  const listed = fc.uniqueArray(fc.oneof(fc.constantFrom('a', 'b', '"'), fc.nat(2), fc.boolean()), {
    minLength: 1,
    maxLength: 3,
  })
  const others: fc.Arbitrary<Schema>[] = [listed.map((values) => ({ enum: values })), fc.constant({})]
  if (version === '3.0')
    return fc.oneof(
      plain,
      plain.map((one) => ({ ...one, nullable: true })),
      ...others,
    )
  return fc.oneof(
    plain,
    plain.map((one) => ({ ...one, type: [one.type, 'null'] })),
    fc.constantFrom(...['x', 1, true, null]).map((value) => ({ const: value })),
    listed.map((values) => ({ enum: [...values, null] })),
    fc.constant({ type: 'null' }),
    fc.constant({ type: ['string', 'integer'], minLength: 2, minimum: 3 }),
    ...others,
  )
}

function numeric(version: Version): fc.Arbitrary<Schema> {
  const limit = fc.integer({ min: -5, max: 5 })
  return fc
    .record(
      {
        low: fc.tuple(limit, fc.boolean()),
        high: fc.tuple(limit, fc.boolean()),
        multipleOf: fc.constantFrom(1, 2, 3, 0.5),
      },
      { requiredKeys: [] },
    )
    .chain(({ low, high, multipleOf }) =>
      fc.constantFrom('integer', 'number').map((type) => ({
        type,
        ...(low && bound('minimum', 'exclusiveMinimum', low, version)),
        ...(high && bound('maximum', 'exclusiveMaximum', high, version)),
        ...(multipleOf !== undefined && { multipleOf }),
      })),
    )
}

function bound(
  word: string,
  exclusive: string,
  [value, isExclusive]: readonly [number, boolean],
  version: Version,
): Schema {
  if (version === '3.0') return { [word]: value, ...(isExclusive && { [exclusive]: true }) }
  return isExclusive ? { [exclusive]: value } : { [word]: value }
}

function listOf(items: fc.Arbitrary<Schema>, version: Version): fc.Arbitrary<Schema> {
  const size = fc.record(
    { minItems: fc.nat(2), maxItems: fc.integer({ min: 2, max: 3 }) },
    { requiredKeys: [], noNullPrototype: true },
  )
  const list = fc.tuple(items, size).map(([one, words]): Schema => ({ type: 'array', items: one, ...words }))
  if (version === '3.0') return list
  const first = fc.array(items, { minLength: 1, maxLength: 2 })
  const tuple = fc.tuple(first, fc.option(items, { nil: undefined }), fc.nat(3)).map(
    ([prefixItems, rest, minItems]): Schema => ({
      type: 'array',
      prefixItems,
      items: rest ?? false,
      minItems,
    }),
  )
  return fc.oneof(list, tuple)
}

function objectOf(values: fc.Arbitrary<Schema>, version: Version): fc.Arbitrary<Schema> {
  return fc
    .tuple(
      fc.dictionary(fc.constantFrom(...MEMBERS), values, { maxKeys: 3, noNullPrototype: true }),
      fc.subarray([...MEMBERS], { maxLength: 2 }),
      fc.oneof(fc.constant(undefined), fc.boolean(), values),
      fc.boolean(),
    )
    .map(([properties, required, others, isNullable]) => ({
      type: isNullable && version === '3.1' ? ['object', 'null'] : 'object',
      ...(isNullable && version === '3.0' && { nullable: true }),
      properties,
      ...(required.length > 0 && { required }),
      ...(others !== undefined && { additionalProperties: others }),
    }))
}
