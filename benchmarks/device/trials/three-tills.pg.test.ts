import { createTestDatabase } from '@docket/test-support/database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { order } from '../../../examples/pos/src/order.ts'
import { busyRules } from './busy-order.ts'
import { ORDERS_OF_THREE, runThreeTills } from './three-tills.ts'
import { startTrialServer, type TrialServer } from './trial-server.ts'

// `pnpm test:device` is the long version. In Node: a browser adds nothing to the order in which sockets connect.
const database = await createTestDatabase()
let server: TrialServer

beforeAll(async () => {
  server = await startTrialServer(database.url, order, [busyRules])
})
afterAll(() => server.close())

const rounds = ORDERS_OF_THREE.map((reconnecting) => ({ reconnecting, seed: 2 }))

test.each(rounds)(
  '[FLD1] three tills that reconnect in the order $reconnecting show the fold of what Postgres has, seed $seed',
  async (round) => {
    const { problems, rejected, withoutEffect, late } = await runThreeTills(server, round)
    expect(problems).toEqual([])
    expect(rejected).toBeGreaterThan(0)
    expect(withoutEffect).toBeGreaterThan(0)
    expect(late).toBeGreaterThan(0)
  },
)
