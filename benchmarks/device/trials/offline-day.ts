import { isDeepStrictEqual } from 'node:util'
import type { EventRecord } from '@docket/core'
import { createCuttableNetwork } from '@docket/test-support/cuttable-network'
import type { DeviceBrowser } from '../device-page.ts'
import type { Account, TillView } from '../page/offline-day.ts'
import type { Disk } from '../page/till.ts'
import type { LedgerRow, TrialServer } from './trial-server.ts'

export interface DayResult {
  readonly recorded: number
  readonly committed: number
  /** Orders that another till shows. */
  readonly seen: number
  /** What is wrong: a sentence each. */
  readonly problems: readonly string[]
}

const DAY_MS = 24 * 3_600_000
const SHIFTS = 5
const EVENTS = 2_000
const ORDERS = 120

/** A till works a simulated day without a network, its page loaded anew between shifts, and then connects. */
export async function runOfflineDay(
  browser: DeviceBrowser,
  server: TrialServer,
  { disk, seed }: { readonly disk: Disk; readonly seed: number },
): Promise<DayResult> {
  const tenant = `day-${disk}-${seed}`
  const network = await createCuttableNetwork(server.port)
  const account = (device: string, port: number): Promise<Account> =>
    server.tokenFor(tenant).then((token) => ({ disk, url: `ws://127.0.0.1:${port}/sync`, token, tenant, device }))
  const till = await account('till', network.port)
  const page = await browser.open(`day-${disk.toLowerCase()}-${seed}`)
  // In the morning it is online, and learns how wrong its clock is.
  await page.evaluate((till) => window.device.connectAfterDay(till), till)
  await network.cut()
  const recorded: EventRecord[] = []
  const startMs = Date.now() - DAY_MS
  for (let shift = 0; shift < SHIFTS; shift++) {
    await page.reload()
    await page.waitForFunction(() => window.device !== undefined)
    const fromMs = startMs + (DAY_MS / SHIFTS) * shift
    const work = { seed: seed + shift, orders: ORDERS, events: EVENTS / SHIFTS, fromMs, toMs: fromMs + DAY_MS / SHIFTS }
    recorded.push(...(await page.evaluate((args) => window.device.workOffline(...args), [till, work] as const)))
  }
  const before = await server.ledgerOf(tenant)
  await network.restore()
  const own = await page.evaluate((args) => window.device.readTill(...args), [till, ORDERS] as const)
  const ledger = await server.ledgerOf(tenant)
  const otherPage = await browser.open(`other-${disk.toLowerCase()}-${seed}`)
  const other = await account('other', server.port)
  const others = await otherPage.evaluate((args) => window.device.readTill(...args), [other, ORDERS] as const)
  await Promise.all([page.close(), otherPage.close()])
  await network.close()
  const problems = [
    ...(before.length > 0 ? [`${before.length} events were committed without a network`] : []),
    ...problemsOfLedger(recorded, ledger),
    ...problemsOfView('the till', own, ledger),
    ...problemsOfView('another till', others, ledger),
  ]
  if (!isDeepStrictEqual(own.orders, others.orders)) problems.push('two tills show different orders')
  return {
    recorded: recorded.length,
    committed: ledger.length,
    seen: Object.keys(others.orders).length,
    problems,
  }
}

function problemsOfLedger(recorded: readonly EventRecord[], ledger: readonly LedgerRow[]): string[] {
  const rows = Map.groupBy(ledger, ({ event }) => event.id)
  const problems = recorded.flatMap((event) => {
    const found = rows.get(event.id) ?? []
    if (found.length !== 1) return [`${event.id} is ${found.length} times in the ledger`]
    return isDeepStrictEqual(found[0]?.event, event) ? [] : [`${event.id} is not as it was recorded`]
  })
  if (ledger.length !== recorded.length)
    problems.push(`${recorded.length} events recorded, ${ledger.length} in the ledger`)
  return problems
}

function problemsOfView(who: string, view: TillView, ledger: readonly LedgerRow[]): string[] {
  const problems: string[] = []
  if (view.unsaved + view.uncommitted > 0) problems.push(`${who} counts ${view.unsaved} and ${view.uncommitted}`)
  const rows = Map.groupBy(ledger, ({ id }) => id)
  for (const [id, ofOrder] of rows) {
    const history = view.orders[id]?.history ?? []
    if (
      !isDeepStrictEqual(
        history.map(({ event }) => event),
        ofOrder.map(({ event }) => event),
      )
    )
      problems.push(`${who} shows ${history.length} events of ${id}, the ledger has ${ofOrder.length}`)
    if (history.some(({ saveState }) => saveState !== 'committed')) problems.push(`${who} shows ${id} as uncommitted`)
  }
  return problems
}
