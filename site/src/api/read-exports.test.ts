import { expect, test } from 'vitest'
import { readExports } from './read-exports.ts'

const core = new Map(readExports('packages/core/src/index.ts').map((one) => [one.name, one]))
const react = new Map(readExports('packages/react/src/index.ts').map((one) => [one.name, one]))

test('a function is shown without what it does', () => {
  expect(core.get('tickOf')).toMatchObject({ kind: 'function', signatures: ['function tickOf(id: EventId): Tick'] })
})

test('a function with overloads is shown as each of them, and not as what does it', () => {
  expect(react.get('useEntity')?.signatures).toHaveLength(2)
})

test('a class is shown with what is public of it, and its comments', () => {
  const [signature = ''] = core.get('Clocks')?.signatures ?? []
  expect(signature).toContain('constructor(pairs: ClockPairs = [])')
  expect(signature).toContain('/** How much of a client is covered. */\n  clockOf(client: number): number')
  expect(signature).not.toContain('#clocks')
  expect(signature).not.toContain('return')
})

test('a value is shown where it is one, and as its type where it is not', () => {
  expect(core.get('MAX_COUNTER')?.signatures).toEqual(['const MAX_COUNTER = 0xfff'])
  expect(core.get('systemClock')?.signatures).toEqual(['const systemClock: WallClock'])
})

test('a docstring is without its stars', () => {
  expect(core.get('Tick')?.docstring).toBe("The reading of the hybrid logical clock inside an event's id.")
})
