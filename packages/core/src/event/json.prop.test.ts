import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { frozenJson, notJsonBecause } from './json.ts'

const anything = fc.oneof(
  fc.jsonValue(),
  fc.anything({
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withBigInt: true,
    withNullPrototype: true,
  }),
  fc.object({ values: [fc.string({ unit: 'binary' }), fc.double(), fc.constant(undefined)] }),
)

function throughYjs(value: unknown): unknown {
  const [here, there] = [new Y.Doc(), new Y.Doc()]
  here.getArray('values').push([value])
  Y.applyUpdate(there, Y.encodeStateAsUpdate(here))
  return there.getArray('values').get(0)
}

test('[LOG1] what is taken for JSON is the same, byte for byte, after JSON and after Yjs', () => {
  fc.assert(
    fc.property(anything, (value) => {
      const copy = frozenJson(value)
      fc.pre(notJsonBecause(copy) === undefined)
      const text = JSON.stringify(copy)
      expect(JSON.stringify(JSON.parse(text))).toBe(text)
      expect(JSON.stringify(throughYjs(copy))).toBe(text)
      expect(throughYjs(copy)).toEqual(copy)
    }),
    { numRuns: 500 },
  )
})
