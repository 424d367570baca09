import { expect, test } from 'vitest'
import { defineProjection, type Projection } from './define-projection.ts'

const nothing = async (): Promise<void> => undefined
const good: Projection = { name: 'daily-sales', setUp: nothing, apply: nothing }

test('a projection says what is wrong with it when it is defined', () => {
  expect(defineProjection({ ...good, version: 2, types: ['order.*', 'order.$resolved', '$tenant.*'] })).toMatchObject(
    good,
  )
  for (const wrong of [
    { name: 'Daily sales' },
    { version: 0 },
    { version: 1.5 },
    { types: ['order'] },
    { types: ['*'] },
  ])
    expect(() => defineProjection({ ...good, ...wrong })).toThrow(
      expect.objectContaining({ code: 'projection_invalid' }),
    )
})
