import { isDeepStrictEqual } from 'node:util'
import {
  createStore,
  EventLog,
  GuardRefusedError,
  type HistoryEntry,
  hocuspocusTransport,
  type Store,
  type VerdictRecord,
} from '@docket/core'
import { type CuttableNetwork, createCuttableNetwork } from '@docket/test-support/cuttable-network'
import { order } from '../../../examples/pos/src/order.ts'
import { createRandom, type Random } from '../../lib/random.ts'
import { type OrderDocument, openOrder, recordSomething } from './busy-order.ts'
import type { LedgerRow, TrialServer } from './trial-server.ts'
import { until } from './until.ts'

export const ORDERS_OF_THREE: readonly (readonly [number, number, number])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

export interface ThreeTillsResult {
  readonly events: number
  readonly rejected: number
  readonly withoutEffect: number
  /** Events that came to the server after others that sort behind them. */
  readonly late: number
  /** What is wrong: a sentence each. */
  readonly problems: readonly string[]
}

interface Till {
  readonly store: Store
  readonly network: CuttableNetwork
  readonly doc: OrderDocument
}

const TILLS = 3
const STEPS = 60
const STEPS_ONLINE = 3
const MAX_PAUSE_MS = 3_000

/** Three tills work offline on one order, against one another, and connect one after the other. */
export async function runThreeTills(
  server: TrialServer,
  { seed, reconnecting }: { readonly seed: number; readonly reconnecting: readonly number[] },
): Promise<ThreeTillsResult> {
  const tenant = `three-${seed}-${reconnecting.join('')}`
  const random = createRandom(seed)
  let nowMs = Date.now()
  const tills: Till[] = []
  for (let index = 0; index < TILLS; index++)
    tills.push(await openTill(server, { tenant, device: `till-${index}`, now: () => nowMs }))
  const work = (till: Till | undefined): void => {
    nowMs += random.int(MAX_PAUSE_MS)
    if (till !== undefined) tryToRecord(till, random)
  }
  try {
    tills[0]?.doc.record('created', { table_number: 4 })
    await Promise.all(tills.map(({ doc }) => until('all have the order', () => doc.status.events === 1)))
    await Promise.all(tills.map(inStep))
    await Promise.all(tills.map(({ network }) => network.cut()))
    await Promise.all(tills.map(({ store }) => until('offline', () => store.status().connection !== 'online')))
    for (let step = 0; step < STEPS; step++) work(tills[random.int(TILLS)])
    for (const index of reconnecting) {
      const till = tills[index]
      await till?.network.restore()
      if (till !== undefined) await inStep(till)
      // Who is back goes on with what it sees now.
      for (let step = 0; step < STEPS_ONLINE; step++) work(till)
    }
    await Promise.all(tills.map(inStep))
    return await judge(server, tenant, tills)
  } finally {
    await Promise.all(tills.map(({ store }) => store.close()))
    await Promise.all(tills.map(({ network }) => network.close()))
  }
}

async function openTill(
  server: TrialServer,
  { tenant, device, now }: { readonly tenant: string; readonly device: string; readonly now: () => number },
): Promise<Till> {
  const network = await createCuttableNetwork(server.port)
  const token = await server.tokenFor(tenant)
  const url = `ws://127.0.0.1:${network.port}/sync`
  const store = createStore({
    tenant,
    user: `user-of-${device}`,
    device,
    entities: [order],
    transport: hocuspocusTransport({ url, token, maxRetryDelayMs: 100 }),
    clock: { now },
  })
  return { store, network, doc: openOrder(store) }
}

function inStep({ store, doc }: Till): Promise<void> {
  return until(`${store.device} is in step`, () => {
    const { synced, unsaved, uncommitted } = doc.status
    // The document counts at once, the store at the end of the tick.
    const counted = unsaved + uncommitted + store.status().unsaved + store.status().uncommitted
    return store.status().connection === 'online' && synced && counted === 0
  })
}

/** What this till's own state forbids, it does not do. */
function tryToRecord({ doc }: Till, random: Random): void {
  try {
    recordSomething(doc, random)
  } catch (error) {
    if (!(error instanceof GuardRefusedError)) throw error
  }
}

async function judge(server: TrialServer, tenant: string, tills: readonly Till[]): Promise<ThreeTillsResult> {
  const ledger = await server.ledgerOf(tenant)
  const expected = foldOf(ledger)
  const viewOf = ({ doc }: Till) => ({ state: doc.state, history: doc.history().map(withoutIdentity) })
  const problems: string[] = []
  for (const till of tills) {
    await until(`${till.store.device} shows what the ledger has`, () =>
      isDeepStrictEqual(viewOf(till), expected),
    ).catch((error: unknown) => {
      problems.push(`${error}: ${JSON.stringify({ shown: viewOf(till), expected })}`)
    })
  }
  const state = await server.stateOf(tenant, tills[0]?.doc.id ?? '')
  if (!isDeepStrictEqual(state, expected.state)) problems.push(`docket.entities has ${JSON.stringify(state)}`)
  const kinds = expected.history.map(({ effect }) => effect.kind)
  return {
    events: ledger.length,
    rejected: kinds.filter((kind) => kind === 'rejected').length,
    withoutEffect: kinds.filter((kind) => kind === 'no_effect').length,
    late: ledger.filter(({ seq }, index) => ledger.slice(index + 1).some((behind) => behind.seq < seq)).length,
    problems,
  }
}

/** What everybody should show: the fold, from scratch, of what Postgres has. */
function foldOf(ledger: readonly LedgerRow[]): { readonly state: unknown; readonly history: readonly HistoryEntry[] } {
  const log = new EventLog(order)
  const verdicts = ledger.flatMap(({ event, rejection }): VerdictRecord[] =>
    rejection === undefined ? [] : [{ ref: event.id, ...rejection, at: 0 }],
  )
  log.add(
    ledger.map(({ event }) => event),
    verdicts,
  )
  const rejected = new Set(verdicts.map(({ ref }) => ref))
  const history = log.entries.map(
    ({ event, effect }): HistoryEntry => ({
      event,
      effect,
      saveState: rejected.has(event.id) ? 'rejected' : 'committed',
    }),
  )
  return { state: log.state, history }
}

/** As plain data, to compare. */
function withoutIdentity({ event, effect, saveState }: HistoryEntry): HistoryEntry {
  return { event: { ...event }, effect: { ...effect }, saveState }
}
