import { createTestDatabase } from '@docket/test-support/database'
import { expect, test } from 'vitest'
import { runSoak } from './soak.ts'

// `pnpm soak` is the long version.
test('[COM1] [COM2] [NOD3] a minute of a busy house: devices come and go, networks flap, a server is restarted; nothing acknowledged is lost, all converge', {
  timeout: 300_000,
}, async () => {
  const { url } = await createTestDatabase()
  const options = { seconds: 45, devices: 40, restartEverySeconds: 15, workers: 2, seed: 1 }
  const { problems, lost, acknowledged, recorded, minutes } = await runSoak(url, options)
  expect(problems).toEqual([])
  expect(lost).toBe(0)
  expect(acknowledged).toBeGreaterThan(0)
  expect(recorded).toBeGreaterThanOrEqual(acknowledged)
  expect(minutes.map(({ ending }) => ending)).toEqual(['kill -9', 'SIGTERM', 'kill -9'])
})
