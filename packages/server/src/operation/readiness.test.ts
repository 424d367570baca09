import { afterEach, expect, test, vi } from 'vitest'
import { Readiness } from './readiness.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('a Postgres that never answers is asked once, and not waited for', async () => {
  vi.useFakeTimers()
  const ping = vi.fn(() => new Promise<void>(() => undefined))
  const readiness = new Readiness({ ping, isDelayed: () => false })
  const answers = [readiness.check(), readiness.check()].map((check) => check.catch((error: unknown) => error))
  await vi.runAllTimersAsync()
  expect(await Promise.all(answers)).toMatchObject(Array(2).fill({ code: 'database_unreachable' }))
  expect(ping).toHaveBeenCalledTimes(1)
})

test('a Postgres that answers again is asked again', async () => {
  let isThere = false
  const ping = async (): Promise<void> => {
    if (!isThere) throw new Error('the database system is starting up')
  }
  const readiness = new Readiness({ ping, isDelayed: () => false })
  await expect(readiness.check()).rejects.toMatchObject({ code: 'database_unreachable' })
  isThere = true
  await expect(readiness.check()).resolves.toBeUndefined()
})

test('what is known needs no question', async () => {
  const ping = vi.fn(async () => undefined)
  const readiness = new Readiness({ ping, isDelayed: () => true })
  await expect(readiness.check()).rejects.toMatchObject({ code: 'committing_delayed' })
  readiness.shutDown()
  await expect(readiness.check()).rejects.toMatchObject({ code: 'shutting_down' })
  expect(ping).not.toHaveBeenCalled()
})
