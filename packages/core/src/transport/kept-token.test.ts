import { expect, test, vi } from 'vitest'
import { KeptToken } from './kept-token.ts'

test('it is asked for once, however many want it, and anew when it was refused', async () => {
  const ask = vi.fn(async () => `token ${ask.mock.calls.length}`)
  const token = new KeptToken(ask)
  expect(await Promise.all([token.get(), token.get()])).toEqual(['token 1', 'token 1'])
  token.drop('token 1')
  expect(token.current).toBeUndefined()
  expect(await token.get()).toBe('token 2')
  // Somebody hears only now that the first was refused.
  token.drop('token 1')
  expect(await token.get()).toBe('token 2')
  expect(ask).toHaveBeenCalledTimes(2)
})

test('when asking fails, the next one asks again', async () => {
  const ask = vi
    .fn(() => 'token')
    .mockImplementationOnce(() => {
      throw new Error('not signed in')
    })
  const token = new KeptToken(ask)
  await expect(token.get()).rejects.toThrow('not signed in')
  expect(await token.get()).toBe('token')
})
