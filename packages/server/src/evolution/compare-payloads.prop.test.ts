import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { editedShape } from '../../test/edited-shape.ts'
import { type PayloadShape, payloadShapes, valuesOf, zodOf } from '../../test/payload-shapes.ts'
import { createRandom } from '../../test/random.ts'
import { comparePayloads } from './compare-payloads.ts'
import { payloadSchema } from './payload-schema.ts'

const RUNS = 1_500

function kindOfChange(before: PayloadShape, after: PayloadShape): string {
  const [old, now] = [payloadSchema(zodOf(before)), payloadSchema(zodOf(after))]
  if (old.kind !== 'json' || now.kind !== 'json') throw new Error('zod could not write a JSON Schema')
  return comparePayloads(old.schema, now.schema).kind
}

const pairs = fc.oneof(
  fc.tuple(payloadShapes, fc.nat()).map(([shape, seed]) => [shape, editedShape(shape, createRandom(seed))] as const),
  fc.tuple(payloadShapes, payloadShapes),
)

test('[EVO1] what is called equal or looser takes every payload that was taken before', { timeout: 60_000 }, () => {
  const seen = new Map<string, number>()
  const samples = pairs.chain((pair) =>
    fc.tuple(fc.constant(pair), fc.array(valuesOf(pair[0]), { minLength: 8, maxLength: 16 })),
  )
  fc.assert(
    fc.property(samples, ([[before, after], values]) => {
      const kind = kindOfChange(before, after)
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
      if (kind !== 'equal' && kind !== 'looser') return
      const [old, now] = [zodOf(before), zodOf(after)]
      for (const value of values)
        if (old.safeParse(value).success)
          expect(now.safeParse(value), JSON.stringify(value)).toMatchObject({ success: true })
    }),
    { numRuns: RUNS },
  )
  // Otherwise it would say nothing.
  for (const kind of ['equal', 'looser', 'stricter', 'unknown'])
    expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(RUNS / 100)
})

test('[EVO1] a schema equals itself', () => {
  fc.assert(
    fc.property(payloadShapes, (shape) => {
      const [old, now] = [zodOf(shape), zodOf(shape)].map((schema) => z.toJSONSchema(schema, { io: 'input' }))
      expect(comparePayloads(old as never, now as never)).toMatchObject({ narrowings: [] })
    }),
  )
})
