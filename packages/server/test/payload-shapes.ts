import fc from 'fast-check'
import { z } from 'zod'

/** A payload schema as data: so that values that it takes, and schemas that are nearly the same, can be made. */
export type PayloadShape =
  | {
      readonly kind: 'string'
      readonly min: number
      readonly max: number
      readonly pattern?: string
      readonly check?: Check
    }
  | {
      readonly kind: 'number'
      readonly min: number
      readonly max: number
      readonly isOpen: boolean
      readonly step: number
    }
  | { readonly kind: 'boolean' | 'null' | 'any' }
  | { readonly kind: 'enum'; readonly values: readonly (string | number | null)[] }
  | { readonly kind: 'array'; readonly min: number; readonly max: number; readonly item: PayloadShape }
  | { readonly kind: 'tuple'; readonly items: readonly PayloadShape[]; readonly rest: boolean }
  | { readonly kind: 'object'; readonly others: Others; readonly members: Readonly<Record<string, Member>> }
  | { readonly kind: 'record'; readonly names: readonly string[] | undefined; readonly item: PayloadShape }
  | { readonly kind: 'union'; readonly isExclusive: boolean; readonly options: readonly PayloadShape[] }

type Check = 'refine' | 'other refine' | 'trim' | 'coerce' | 'catch' | 'any case'
type Others = 'drop' | 'refuse' | 'keep'
interface Member {
  readonly isOptional: boolean
  /** Code looks at it also where it is absent, and refuses that. */
  readonly isMissed?: boolean
  readonly shape: PayloadShape
}

const LETTERS = 'ab X'
const text = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 4 })
const size = fc.integer({ min: 0, max: 3 })
const check = fc.constantFrom<Check>('refine', 'other refine', 'trim', 'coerce', 'catch', 'any case')

export const { shape: payloadShapes } = fc.letrec<{ shape: PayloadShape }>((tie) => ({
  shape: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc
      .record({
        min: size,
        more: size,
        pattern: fc.constantFrom(undefined, '^a', 'b'),
        check: fc.option(check, { freq: 3, nil: undefined }),
      })
      .map(
        ({ min, more, pattern, check: one }): PayloadShape => ({
          kind: 'string',
          min,
          max: min + more,
          ...(pattern && { pattern }),
          ...(one && { check: one }),
        }),
      ),
    fc
      .record({ min: size, more: size, isOpen: fc.boolean(), step: size })
      .map(({ min, more, isOpen, step }): PayloadShape => ({ kind: 'number', min, max: min + more, isOpen, step })),
    fc.constantFrom<PayloadShape>({ kind: 'boolean' }, { kind: 'null' }, { kind: 'any' }),
    fc
      .uniqueArray(fc.constantFrom('a', 'ab', 'b', 0, 1, 2, null), { minLength: 1, maxLength: 3 })
      .map((values): PayloadShape => ({ kind: 'enum', values })),
    fc
      .record({ min: size, more: size, item: tie('shape') })
      .map(({ min, more, item }): PayloadShape => ({ kind: 'array', min, max: min + more, item })),
    fc.record({
      kind: fc.constant('tuple'),
      items: fc.array(tie('shape'), { minLength: 1, maxLength: 2 }),
      rest: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('object'),
      others: fc.constantFrom('drop', 'refuse', 'keep'),
      members: fc.dictionary(
        fc.constantFrom('a', 'b', 'c'),
        fc.record({ isOptional: fc.boolean(), isMissed: fc.boolean(), shape: tie('shape') }),
        { noNullPrototype: true },
      ),
    }),
    fc.record({
      kind: fc.constant('record'),
      names: fc.constantFrom(undefined, ['a', 'b'], ['a']),
      item: tie('shape'),
    }),
    fc.record({
      kind: fc.constant('union'),
      isExclusive: fc.boolean(),
      options: fc.array(tie('shape'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}))

export function zodOf(shape: PayloadShape): z.ZodType {
  switch (shape.kind) {
    case 'string':
      return zodOfString(shape)
    case 'number': {
      const number = shape.isOpen
        ? z
            .number()
            .gt(shape.min - 1)
            .lt(shape.max + 1)
        : z.number().min(shape.min).max(shape.max)
      return shape.step === 0 ? number : number.multipleOf(shape.step)
    }
    case 'boolean':
      return z.boolean()
    case 'null':
      return z.null()
    case 'any':
      return z.any()
    case 'enum':
      return z.literal([...shape.values])
    case 'array':
      return z.array(zodOf(shape.item)).min(shape.min).max(shape.max)
    case 'tuple': {
      const [first = z.any(), ...others] = shape.items.map(zodOf)
      return shape.rest ? z.tuple([first, ...others], first) : z.tuple([first, ...others])
    }
    case 'object': {
      const members = Object.entries(shape.members).map(([name, member]): [string, z.ZodType] => {
        const schema = zodOf(member.shape)
        if (!member.isOptional) return [name, schema]
        const optional = schema.optional()
        return [name, member.isMissed === true ? optional.refine((value) => value !== undefined) : optional]
      })
      const make = { drop: z.object, refuse: z.strictObject, keep: z.looseObject }[shape.others]
      return make(Object.fromEntries(members))
    }
    case 'record':
      return z.record(shape.names === undefined ? z.string() : z.enum(shape.names), zodOf(shape.item))
    case 'union':
      return (shape.isExclusive ? z.xor : z.union)(shape.options.map(zodOf))
  }
}

function zodOfString({ min, max, pattern, check: one }: Extract<PayloadShape, { kind: 'string' }>): z.ZodType {
  const start = one === 'coerce' ? z.coerce.string() : one === 'trim' ? z.string().trim() : z.string()
  const sized = start.min(min).max(max)
  const schema = pattern === undefined ? sized : sized.regex(new RegExp(pattern, one === 'any case' ? 'i' : ''))
  if (one === 'refine') return schema.refine((value) => value !== 'a')
  if (one === 'other refine') return schema.refine((value) => value !== 'ab')
  return one === 'catch' ? schema.catch('b') : schema
}

/** Values that are likely to be taken. */
export function valuesOf(shape: PayloadShape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return shape.check === 'coerce' || shape.check === 'catch'
        ? fc.oneof(text, fc.integer({ min: 0, max: 9 }))
        : text.map((value) => (shape.pattern === '^a' ? `a${value}` : value))
    case 'number':
      return fc.oneof(fc.integer({ min: shape.min - 1, max: shape.max + 1 }), fc.constant(shape.min + 0.5))
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'any':
      return fc.jsonValue({ maxDepth: 2 })
    case 'enum':
      return fc.constantFrom(...shape.values)
    case 'array':
      return fc.array(valuesOf(shape.item), { minLength: shape.min, maxLength: shape.max })
    case 'tuple': {
      const [first = fc.constant(null), ...others] = shape.items.map(valuesOf)
      const rest = fc.array(first, { maxLength: shape.rest ? 2 : 0 })
      return fc.tuple(fc.tuple(first, ...others), rest).map(([items, more]) => [...items, ...more])
    }
    case 'object': {
      const named = Object.entries(shape.members)
      const members = Object.fromEntries(named.map(([name, member]) => [name, valuesOf(member.shape)]))
      const requiredKeys = named.filter(([, member]) => !member.isOptional).map(([name]) => name)
      const others = fc.dictionary(fc.constantFrom('a', 'b', 'd'), fc.integer(), {
        maxKeys: shape.others === 'keep' ? 2 : 0,
        noNullPrototype: true,
      })
      return fc
        .tuple(others, fc.record(members, { requiredKeys, noNullPrototype: true }))
        .map(([more, own]) => ({ ...more, ...own }))
    }
    case 'record':
      return fc.dictionary(fc.constantFrom(...(shape.names ?? ['a', 'b', 'c'])), valuesOf(shape.item), {
        noNullPrototype: true,
      })
    case 'union':
      return fc.oneof(...shape.options.map(valuesOf))
  }
}
