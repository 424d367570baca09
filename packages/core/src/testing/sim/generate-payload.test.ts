import { expect, test } from 'vitest'
import { z } from 'zod'
import { generatePayload, NoGeneratorError } from './generate-payload.ts'
import { Random } from './random.ts'

const schema = z.object({
  id: z.string().min(1).max(3),
  quantity: z.int().positive(),
  price_minor: z.int().nonnegative().max(2),
  share: z.number().min(0.5).max(4),
  status: z.enum(['open', 'paid']),
  kind: z.literal('order'),
  tags: z.array(z.string()).min(1).max(2),
  note: z.string().optional(),
  guest: z.string().nullable(),
  either: z.union([z.object({ a: z.boolean() }), z.object({ b: z.int() })]),
})

test('made payloads fit their schema, and differ', () => {
  const made = Array.from({ length: 200 }, (_, seed) => generatePayload('order', 'created', schema, new Random(seed)))
  for (const payload of made) expect(schema.safeParse(payload)).toMatchObject({ success: true })
  expect(new Set(made.map((payload) => JSON.stringify(payload))).size).toBeGreaterThan(50)
})

test('a schema that does not describe itself is named', () => {
  const silent = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const
  expect(() => generatePayload('order', 'created', silent, new Random(1))).toThrow(NoGeneratorError)
})
