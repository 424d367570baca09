import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { defineEntity } from './define-entity.ts'
import { readPayload } from './read-payload.ts'

const entity = defineEntity('tab', {
  initial: 0,
  events: {
    charged: {
      // Version 1 had euros as text, version 2 euros as a number.
      version: 3,
      upcasters: {
        1: (payload) => ({ euros: Number((payload as { euros: string }).euros) }),
        2: (payload) => ({ cents: (payload as { euros: number }).euros * 100 }),
      },
      payload: z.object({ cents: z.int() }),
      evolve: (total, { cents }) => total + cents,
    },
    slow: { payload: z.object({}).refine(async () => true), evolve: (total) => total },
    broken: {
      payload: {
        '~standard': {
          version: 1 as const,
          vendor: 'by hand',
          validate: () => {
            throw new Error('out of order')
          },
        },
      },
      evolve: (total) => total,
    },
    fragile: {
      version: 2,
      upcasters: { 1: (payload) => ({ size: (payload as { list: [] }).list.length }) },
      payload: z.object({ size: z.int() }),
      evolve: (total) => total,
    },
  },
})

const read = (type: string, v: number, payload: object) => readPayload(entity, { type, v, payload: payload as never })

describe('[FLD3]', () => {
  test('an older version is upcast, step by step', () => {
    expect(read('charged', 1, { euros: '3' })).toEqual({ kind: 'known', payload: { cents: 300 } })
    expect(read('charged', 2, { euros: 3 })).toEqual({ kind: 'known', payload: { cents: 300 } })
    expect(read('charged', 3, { cents: 300 })).toEqual({ kind: 'known', payload: { cents: 300 } })
  })

  test('a newer version is not read but flagged, even if its payload would do', () => {
    expect(read('charged', 4, { cents: 300 })).toEqual({
      kind: 'newer',
      reason: 'version 4 of charged is newer than 3: update the application',
    })
  })

  test.each(['refunded', '$archived', 'constructor', 'toString', '__proto__'])(
    'an unknown type %s is flagged',
    (type) => {
      expect(read(type, 1, {})).toMatchObject({ kind: 'unknown' })
    },
  )
})

describe('[FLD2] a payload that cannot be read is invalid, with the reason', () => {
  test.each<[string, string, number, object, string]>([
    ['it does not fit the schema', 'charged', 3, { cents: 'many' }, 'cents: '],
    ['its upcaster throws', 'fragile', 1, {}, 'could not be read'],
    ['what its upcaster makes does not fit', 'charged', 1, { euros: 'x' }, 'cents: '],
    ['its schema throws', 'broken', 1, {}, 'out of order'],
    ['its schema is asynchronous', 'slow', 1, {}, 'must be synchronous'],
    ['a resolution without a reason', '$resolved', 1, { action: 'dismissed' }, 'a resolution has'],
  ])('%s', (_, type, v, payload, reason) => {
    expect(read(type, v, payload)).toMatchObject({ kind: 'invalid', reason: expect.stringContaining(reason) })
  })
})

test("Docket's own resolution is known, and no part of the state", () => {
  expect(read('$resolved', 1, { action: 'amended', reason: 'wrong table' })).toEqual({ kind: 'own' })
})
