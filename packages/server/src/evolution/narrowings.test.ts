import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as mini from 'zod/mini'
import { comparePayloads } from './compare-payloads.ts'
import { payloadSchema } from './payload-schema.ts'

function change(before: z.core.$ZodType, after: z.core.$ZodType) {
  const [old, now] = [before, after].map((schema) => payloadSchema(schema as z.ZodType))
  if (old?.kind !== 'json' || now?.kind !== 'json') throw new Error('there is no JSON Schema')
  const { kind, narrowings } = comparePayloads(old.schema, now.schema)
  return [kind, ...narrowings.map(({ path, what }) => `${path} ${what}`.trim())]
}

const order = z.object({ id: z.string(), note: z.string().optional() })
const node = z.object({
  name: z.string(),
  get kids() {
    return z.array(node).optional()
  },
})
const longNode = z.object({
  name: z.string().min(2),
  get kids() {
    return z.array(longNode).optional()
  },
})
const oneKind = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card') }),
  z.object({ kind: z.literal('cash') }),
])
const otherKind = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), last4: z.string() }),
  z.object({ kind: z.literal('cash') }),
])

describe('[EVO1] what takes less than it did is said, and where', () => {
  test.each([
    ['a new member', order, order.extend({ course: z.string() }), 'course is required now'],
    ['a member that was optional', order, order.required(), 'note is required now'],
    [
      'another type',
      z.object({ a: z.string() }),
      z.object({ a: z.number() }),
      'a was a string and has to be a number now',
    ],
    ['an integer', z.object({ a: z.number() }), z.object({ a: z.int() }), 'a has to be an integer now'],
    [
      'a value less',
      z.object({ a: z.enum(['x', 'y']) }),
      z.object({ a: z.enum(['x']) }),
      'a does not take "y" any more',
    ],
    [
      'null no more',
      z.object({ a: z.string().nullable() }),
      z.object({ a: z.string() }),
      'a was a null and has to be a string now',
    ],
    [
      'a lower maximum',
      z.object({ a: z.number().max(9) }),
      z.object({ a: z.number().max(8) }),
      'a has to be at most 8 now',
    ],
    [
      'a bound that is out',
      z.object({ a: z.number().gte(1) }),
      z.object({ a: z.number().gt(1) }),
      'a has to be greater than 1 now',
    ],
    [
      'a longer text',
      z.object({ a: z.string() }),
      z.object({ a: z.string().min(1) }),
      'a has to have at least 1 characters now',
    ],
    ['a pattern', z.object({ a: z.string() }), z.object({ a: z.string().regex(/^x/) }), 'a has to match /^x/ now'],
    [
      'an item',
      z.object({ a: z.array(order) }),
      z.object({ a: z.array(order.required()) }),
      'a[].note is required now',
    ],
    [
      'a place in a tuple',
      z.object({ a: z.tuple([z.string()]) }),
      z.object({ a: z.tuple([z.int()]) }),
      'a[0] was a string and has to be an integer now',
    ],
    ['no other members', order, z.strictObject(order.shape), 'takes no other members any more'],
    [
      'a member gone from a closed object',
      z.strictObject(order.shape),
      z.strictObject({ id: z.string() }),
      'note is no member any more, and no other is taken',
    ],
    [
      'the values of a record',
      z.record(z.string(), z.number()),
      z.record(z.string(), z.int()),
      '* has to be an integer now',
    ],
    [
      'an alternative less',
      z.object({ a: z.union([z.string(), z.int()]) }),
      z.object({ a: z.string() }),
      'a was an integer and has to be a string now',
    ],
    ['an alternative of a union', oneKind, otherKind, 'last4 is required now'],
    [
      'what refers to itself',
      node,
      longNode,
      'name has to have at least 2 characters now',
      'kids[].name has to have at least 2 characters now',
    ],
    [
      'zod/mini',
      mini.object({ a: mini.string() }),
      mini.object({ a: mini.string().check(mini.maxLength(3)) }),
      'a has to have at most 3 characters now',
    ],
  ] as const)('%s', (_, before, after, ...details) => {
    expect(change(before, after)).toEqual(['stricter', ...details])
    expect(change(after, after)).toEqual(['equal'])
  })
})

test.each([
  ['an optional member', order, order.extend({ course: z.string().optional() }), 'equal'],
  ['a member with a default', order, order.extend({ course: z.string().default('main') }), 'equal'],
  ['an optional one that was needed', order.required(), order, 'looser'],
  ['a value more', z.enum(['x']), z.enum(['x', 'y']), 'looser'],
  ['a number for an integer', z.int(), z.number(), 'looser'],
  ['an alternative more', z.string(), z.union([z.string(), z.int()]), 'looser'],
  ['a check in code less', z.string().refine((text) => text !== 'x'), z.string(), 'looser'],
  [
    'an optional member with a check',
    order,
    order.extend({
      code: z
        .string()
        .refine((text) => text !== '')
        .optional(),
    }),
    'equal',
  ],
  ['a description', order, order.describe('an order'), 'equal'],
  ['a member less in what drops others', order, z.object({ id: z.string() }), 'equal'],
] as const)('[EVO1] what takes all that it took is no narrowing: %s', (_, before, after, kind) => {
  expect(change(before, after)).toEqual([kind])
})

const CODE = 'is checked by code that is new, or cannot be compared'
const CONVERTED = 'is converted by code that is new, gone or another'

test.each([
  [
    'a check of what is absent',
    z.object({}),
    z.object({
      code: z
        .string()
        .optional()
        .refine((text) => text !== undefined),
    }),
    'code is checked by code also where it is absent',
  ],
  ['another pattern', z.string().regex(/^x/), z.string().regex(/^y/), 'has to match /^y/ now'],
  ['a check in code', z.string(), z.string().refine((text) => text !== 'x'), CODE],
  ['another check in code', z.string().refine((text) => text !== 'x'), z.string().refine((text) => text !== 'y'), CODE],
  [
    'a check whose code is hidden',
    z.string().superRefine(() => undefined),
    z.string().superRefine(() => undefined),
    CODE,
  ],
  ['trimmed first', z.string().min(1), z.string().trim().min(1), CONVERTED],
  ['no text for a number any more', z.coerce.number(), z.number(), CONVERTED],
  ['what is caught no longer', z.string().catch(''), z.string(), CONVERTED],
  ['what comes behind a pipe', z.string().pipe(z.string().min(1)), z.string().pipe(z.string().min(2)), CONVERTED],
  ['a pattern without its flag', z.string().regex(/x/i), z.string().regex(/x/), CONVERTED],
] as const)('[EVO1] what cannot be told is said to be unknown: %s', (_, before, after, detail) => {
  expect(change(before, after)).toEqual(['unknown', detail])
})

test('[EVO1] schemas of others than zod are not compared', () => {
  const schema = { '~standard': { version: 1, vendor: 'other', validate: (value: unknown) => ({ value }) } } as const
  expect(payloadSchema(schema)).toMatchObject({ kind: 'opaque', reason: expect.stringContaining('other') as string })
})
