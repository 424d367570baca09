import { eventsOf, type Store, verdictsOf } from '@docket/core'
import { expect, test, vi } from 'vitest'
import { asEverywhere, bill, createInStore, recorded } from '../../test/in-store.ts'
import { flawsOfChain } from '../../test/ledger-records.ts'
import { createRandom } from '../../test/random.ts'
import { verifyLedger } from '../audit/verify/verify-ledger.ts'
import { rulesFor } from '../gate/rules.ts'
import { readDocument } from '../hocuspocus/read-document.ts'

const soon = { timeout: 40_000, interval: 50 }
// By the state, so each server rejects what the other might accept.
const site = await createInStore({
  centralRules: [rulesFor(bill, { events: { added: (s, { quantity }) => s.quantity + quantity <= 12 || 'too many' } })],
  storeRules: [rulesFor(bill, { events: { added: (s) => s.items.length < 9 || 'a long bill' } })],
})
const { central, store } = site
const IDS = ['a', 'b', 'c']

async function contentOf(pool: typeof central.pool, id: string): Promise<unknown> {
  const { doc } = await readDocument(pool, { tenant: 'demo', entity: 'bill', id })
  const byText = (values: readonly unknown[]): string[] => values.map((value) => JSON.stringify(value)).sort()
  return { events: byText(eventsOf(doc).toArray()), verdicts: byText(verdictsOf(doc).toArray()) }
}

test.each([2, 6, 7, 13])(
  '[UPS2] whoever records where and when the internet goes, all converge on one state (seed %i)',
  async (seed) => {
    const random = createRandom(seed)
    const devices: Store[] = [
      await store.till(`till-${seed}`),
      await store.till(`bar-${seed}`),
      await central.till(`office-${seed}`),
    ]
    const documents = devices.map((device) => IDS.map((id) => device.open(bill, `${id}${seed}`)))
    for (let step = 0; step < 80; step++) {
      const what = random.int(20)
      if (what === 0) await site.internet.cut()
      else if (what === 1) await site.internet.restore()
      else if (what === 2) await store.restart()
      else {
        const document = random.pick(random.pick(documents))
        if (document.state.isPaid) continue
        const receipt = document.record('added', { name: `${step}`, quantity: 1 + random.int(3) })
        if (random.chance(0.3)) await Promise.allSettled([receipt.committed])
      }
    }
    await site.internet.restore()
    const names = IDS.map((id) => `${id}${seed}`)
    await vi.waitFor(() => expect(devices.map((device) => device.status().uncommitted)).toEqual([0, 0, 0]), soon)
    await vi.waitFor(async () => {
      for (const id of names) expect(await contentOf(store.pool, id)).toEqual(await contentOf(central.pool, id))
      for (const [index] of names.entries()) {
        const states = documents.map((ofDevice) => ofDevice[index]?.state)
        expect(states).toEqual([states[0], states[0], states[0]])
      }
    }, soon)
    for (const id of names) {
      expect(asEverywhere(await recorded(store.pool, id))).toEqual(asEverywhere(await recorded(central.pool, id)))
    }
    const states = await Promise.all(
      [store, central].map(({ pool }) => pool.query('select entity_id, state from docket.entities order by 1')),
    )
    expect(states[0]?.rows).toEqual(states[1]?.rows)
    for (const { pool } of [central, store]) {
      expect(await flawsOfChain(pool, 'demo')).toEqual([])
      expect(await verifyLedger(pool, { tenant: 'demo', entities: new Map([['bill', bill]]) })).toMatchObject({
        whole: true,
      })
    }
  },
  120_000,
)

test('[UPS3] it was not too easy: both servers have rejected, and the central one what the store had accepted', async () => {
  const { rows } = await store.pool.query<{ event_type: string; verdict: string }>(
    `select distinct event_type, verdict from docket.audit_events order by 1, 2`,
  )
  expect(rows).toEqual([
    { event_type: '$tenant.rejected_later', verdict: 'accepted' },
    { event_type: 'bill.added', verdict: 'accepted' },
    { event_type: 'bill.added', verdict: 'rejected' },
  ])
})
