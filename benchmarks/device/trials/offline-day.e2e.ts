import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { order } from '../../core/order.ts'
import { type DeviceBrowser, openDeviceBrowser } from '../device-page.ts'
import { runOfflineDay } from './offline-day.ts'
import { startTrialServer, type TrialServer } from './trial-server.ts'

const database = await createTestDatabase()
let browser: DeviceBrowser
let server: TrialServer

beforeAll(async () => {
  browser = await openDeviceBrowser()
  server = await startTrialServer(database.url, order)
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

// `pnpm test:device` also runs it on the other storage.
test('[LOG1] 2,000 events of a day offline are committed once, as they were recorded: seed 1', async () => {
  const { problems, recorded, seen } = await runOfflineDay(browser, server, { disk: 'indexeddbStorage', seed: 1 })
  expect(problems).toEqual([])
  expect(recorded).toBe(2_000)
  expect(seen).toBe(120)
})
