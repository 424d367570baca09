import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DeviceBrowser, openDeviceBrowser } from '../device-page.ts'
import { DISKS } from '../page/till.ts'
import { runKillRound } from './kill-round.ts'

// `pnpm test:device --rounds 50` is the long version, with seeds by chance.
const SEEDS = [1]
/** How often a lie may go unnoticed by chance. */
const MOST_ROUNDS = 6
let browser: DeviceBrowser

beforeAll(async () => {
  browser = await openDeviceBrowser()
})
afterAll(() => browser.close())

const rounds = DISKS.flatMap((disk) => SEEDS.map((seed) => ({ disk, seed, when: 'saved' as const })))

test.each(rounds)('[SAV1] kill -9 of the browser loses nothing that was saved: $disk, seed $seed', async (round) => {
  const { problems, told } = await runKillRound(browser, round)
  expect(problems).toEqual([])
  expect(told).toBeGreaterThan(0)
})

test('[SAV1] the trial notices events that are called saved when they are recorded', async () => {
  let lost = 0
  for (let seed = 1; lost === 0 && seed <= MOST_ROUNDS; seed++) {
    lost = (await runKillRound(browser, { disk: 'indexeddbStorage', seed, when: 'recorded' })).problems.length
  }
  expect(lost).toBeGreaterThan(0)
})
