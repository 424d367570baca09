import { expect, test } from 'vitest'
import { frozenJson, MAX_JSON_DEPTH, notJsonBecause } from './json.ts'

function nested(depth: number): unknown {
  let value: unknown = 'inside'
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { in: value }
  return value
}

test.each([
  ['null', null],
  ['text', 'Flammkuchen 🔥 "mit" Äpfeln'],
  ['the largest integers', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  ['fractions', [0.1, 1e21, 5e-324, -1.5]],
  ['empty things', [{}, [], '']],
  ['keys with dots and spaces', { 'a.b': 1, ' ': 2, '': 3, constructor: 4, toString: 5 }],
  ['as deep as it may be', nested(MAX_JSON_DEPTH)],
])('%s is JSON and comes back the same', (_, value) => {
  const copy = frozenJson(value)
  expect(notJsonBecause(copy)).toBeUndefined()
  expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
})

test.each([
  ['NaN', { a: [Number.NaN] }, 'the value.a[0] is NaN'],
  ['infinity', { a: Number.POSITIVE_INFINITY }, 'the value.a is Infinity'],
  ['-0', -0, 'the value is -0'],
  ['a Date', { at: new Date(0) }, 'the value.at is a Date'],
  ['a Map', new Map(), 'the value is a Map'],
  ['a Uint8Array', new Uint8Array(2), 'the value is a Uint8Array'],
  ['an instance of a class', new (class Money {})(), 'the value is a Money'],
  ['a boxed number', Object(1), 'the value is a Number'],
  ['undefined', undefined, 'the value is undefined'],
  ['undefined in a list', [undefined], 'the value[0] is undefined'],
  ['a hole in a list', new Array(1), 'the value[0] is undefined'],
  ['a function', { toJSON: () => 1 }, 'the value.toJSON is a function'],
  ['a bigint', 1n, 'the value is a bigint'],
  ['a symbol', Symbol('s'), 'the value is a symbol'],
  ['half a surrogate pair', '\ud83d', 'the value has a NUL or half a surrogate pair'],
  ['NUL', { name: 'a\0b' }, 'the value.name has a NUL or half a surrogate pair'],
  ['half a surrogate pair in a key', { '\udc00': 1 }, 'the value has the key "\\udc00"'],
  ['NUL in a key', { 'a\0': 1 }, 'the value has the key "a\\u0000"'],
  ['the key __proto__', JSON.parse('{"a":{"__proto__":{"admin":true}}}'), 'the value.a has the key "__proto__"'],
  ['too deep', nested(MAX_JSON_DEPTH + 1), `nested deeper than ${MAX_JSON_DEPTH} levels`],
  ['far too deep', nested(100_000), `nested deeper than ${MAX_JSON_DEPTH} levels`],
])('%s is not JSON, and it says where', (_, value, reason) => {
  expect(notJsonBecause(value)).toContain(reason)
})

test('a copy has what JSON.stringify keeps: no undefined properties, and 0 for -0', () => {
  const copy = frozenJson({ a: undefined, b: -0, c: [{ d: undefined, e: -0 }] })
  expect(Object.keys(copy as object)).toEqual(['b', 'c'])
  expect(copy).toEqual({ b: 0, c: [{ e: 0 }] })
  expect(notJsonBecause(copy)).toBeUndefined()
})

test('[LOG1] a copy is frozen to its depths, and what it was made of is not', () => {
  const original = { item: { tags: ['a'] } }
  const copy = frozenJson(original) as typeof original
  original.item.tags.push('b')
  expect(copy).toEqual({ item: { tags: ['a'] } })
  expect(() => copy.item.tags.push('c')).toThrow(TypeError)
  expect(() => Object.assign(copy.item, { tags: [] })).toThrow(TypeError)
})

test('what cannot be copied is left for the check to name: far too deep, or with itself inside', () => {
  const endless: Record<string, unknown> = {}
  endless.self = endless
  for (const value of [nested(100_000), endless]) {
    expect(notJsonBecause(frozenJson(value))).toContain('nested deeper')
  }
})

test('the prototype of no object changes', () => {
  frozenJson(JSON.parse('{"__proto__":{"admin":true}}'))
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})
