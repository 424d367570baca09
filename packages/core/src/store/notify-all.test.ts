import { afterEach, expect, test, vi } from 'vitest'
import { notifyAll } from './notify-all.ts'

afterEach(() => vi.restoreAllMocks())

test('a listener that throws stops nobody, and its error is reported as uncaught', () => {
  const reports: (() => void)[] = []
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((report) => reports.push(report))
  const heard: number[] = []
  const fail = (): never => {
    throw new Error('out of order')
  }
  notifyAll([() => heard.push(1), fail, () => heard.push(2)])
  expect(heard).toEqual([1, 2])
  expect(reports).toHaveLength(1)
  expect(reports[0]).toThrow('out of order')
})

test('a listener that leaves while it is called is not called again', () => {
  const listeners = new Set<() => void>()
  const heard: string[] = []
  const once = (): void => {
    heard.push('once')
    listeners.delete(once)
  }
  listeners.add(once).add(() => heard.push('always'))
  notifyAll(listeners)
  notifyAll(listeners)
  expect(heard).toEqual(['once', 'always', 'always'])
})
