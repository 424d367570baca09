import { isDeepStrictEqual } from 'node:util'
import type { EventRecord } from '@docket/core'
import { createRandom } from '../../lib/random.ts'
import type { DeviceBrowser } from '../device-page.ts'
import type { StoredOrder } from '../page/record-until-killed.ts'
import type { Disk } from '../page/till.ts'

export interface KillRound {
  readonly seed: number
  readonly disk: Disk
  /** `recorded` is a lie, by which the trial shows that it notices. */
  readonly when: 'saved' | 'recorded'
}

export interface KillResult {
  readonly kills: number
  /** Events that the page had told of. */
  readonly told: number
  /** Events on disk after the last kill. */
  readonly found: number
  /** What is wrong: a sentence each. */
  readonly problems: readonly string[]
}

const ORDERS = 16
const KILLS = 2
const MOST_TOLD = 400

/** Kills the browser in mid-write, twice on the same disk, and looks for what the page had told of. */
export async function runKillRound(browser: DeviceBrowser, round: KillRound): Promise<KillResult> {
  const random = createRandom(round.seed)
  const site = `kill-${round.when}-${round.disk.toLowerCase()}-${round.seed}`
  const told = new Map<string, EventRecord[]>()
  const problems: string[] = []
  let found = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const seed = random.int(2 ** 31)
    await recordAndKill(browser, site, { ...round, seed }, { after: 1 + random.int(MOST_TOLD), told })
    await browser.restart()
    const page = await browser.open(site)
    const stored = await page.evaluate(([disk, orders]) => window.device.readStored(disk, orders), [
      round.disk,
      ORDERS,
    ] as const)
    await page.close()
    for (const [id, events] of told) problems.push(...problemsOf(id, events, stored[id]))
    found = Object.values(stored).reduce((sum, { events }) => sum + events.length, 0)
  }
  return { kills: KILLS, told: [...told.values()].flat().length, found, problems }
}

async function recordAndKill(
  browser: DeviceBrowser,
  site: string,
  { disk, seed, when }: KillRound,
  { after, told }: { readonly after: number; readonly told: Map<string, EventRecord[]> },
): Promise<void> {
  const page = await browser.open(site)
  const kill = browser.aim()
  let left = after
  await new Promise<void>((resolve, reject) => {
    const tell = (order: string, event: EventRecord): void => {
      told.set(order, [...(told.get(order) ?? []), event])
      left--
      if (left === 0) resolve(kill())
    }
    const work = [disk, { orders: ORDERS, seed, when }] as const
    page
      .exposeFunction('tell', tell)
      .then(() => page.evaluate((work) => window.device.recordUntilKilled(...work), work))
      // Killed, it ends with an error.
      .catch((error: unknown) => {
        if (left > 0) reject(error)
      })
  })
}

function problemsOf(id: string, told: readonly EventRecord[], stored: StoredOrder | undefined): string[] {
  const problems: string[] = []
  const found = new Map(stored?.events.map((event) => [event.id, event]))
  for (const event of told) {
    if (!found.has(event.id)) problems.push(`${id} has lost ${event.id}`)
    else if (!isDeepStrictEqual(found.get(event.id), event)) problems.push(`${event.id} of ${id} is not as it was told`)
  }
  if ((stored?.uncommitted ?? 0) < told.length) problems.push(`the list has ${stored?.uncommitted} events of ${id}`)
  return problems
}
