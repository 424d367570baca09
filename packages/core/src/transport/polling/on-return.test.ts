// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { onReturn } from './on-return.ts'

test('whoever comes back to the page, and a network that comes or goes, call; afterwards nobody does', () => {
  const run = vi.fn()
  const stop = onReturn(run)
  const all = (): void => {
    for (const event of ['focus', 'online', 'offline']) globalThis.dispatchEvent(new Event(event))
    document.dispatchEvent(new Event('visibilitychange'))
  }
  all()
  expect(run).toHaveBeenCalledTimes(4)
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  expect(run).toHaveBeenCalledTimes(4)
  visibility.mockRestore()
  stop()
  all()
  expect(run).toHaveBeenCalledTimes(4)
})
