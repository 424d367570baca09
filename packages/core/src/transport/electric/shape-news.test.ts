import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { KeptToken } from '../kept-token.ts'
import { shapeNews } from './shape-news.ts'
import { ShapeRefusedError } from './shape-refused-error.ts'

afterEach(() => vi.restoreAllMocks())

/** Errors that were reported as uncaught. */
function uncaught(): unknown[] {
  const errors: unknown[] = []
  const { queueMicrotask: queue } = globalThis
  vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) =>
    queue(() => {
      try {
        task()
      } catch (error) {
        errors.push(error)
      }
    }),
  )
  return errors
}

test('a server that has no shapes is asked again, and that it has none is reported once', async () => {
  const errors = uncaught()
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    response.writeHead(404).end('{"code":"electric_not_configured"}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/shape`
  const told: boolean[] = []
  const source = shapeNews({ url, token: new KeptToken('token'), maxRetryDelayMs: 10 })
  onTestFinished(source.open({ onRows: () => undefined, onLive: (isLive) => told.push(isLive) }))
  await vi.waitFor(() => expect(asked).toBeGreaterThan(3), { timeout: 5_000 })
  expect(errors).toEqual([new ShapeRefusedError(url, 404)])
  expect(told).not.toContain(true)
})
