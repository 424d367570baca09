import { afterAll, beforeAll, expect, test } from 'vitest'
import { KillablePostgres } from './killable-postgres.ts'
import { runRound } from './round.ts'

// `pnpm test:crash --rounds 200` is the long version, with seeds by chance.
let postgres: KillablePostgres

beforeAll(async () => {
  postgres = await KillablePostgres.start()
})
afterAll(() => postgres.stop())

test.each([
  ['the server, in the middle', 12],
  ['the server, in the handshakes', 17],
  ['the server and Postgres', 11],
  ['Postgres', 14],
])(
  '[COM1] kill -9 of %s loses no acknowledged event and doubles none (seed %i)',
  { timeout: 120_000 },
  async (_, seed) => {
    const { problems, lost, acknowledged } = await runRound(postgres, 'docket', seed)
    expect(problems).toEqual([])
    expect(lost).toBe(0)
    expect(acknowledged).toBeGreaterThan(0)
  },
)

test('[COM1] the same round on stock Hocuspocus loses what it had acknowledged', { timeout: 120_000 }, async () => {
  expect((await runRound(postgres, 'stock', 12)).lost).toBeGreaterThan(0)
})
