import { verdictsOf } from '@docket/core'
import { expect, test, vi } from 'vitest'
import { asEverywhere, bill, createInStore, recorded } from '../../test/in-store.ts'
import { rulesFor } from '../gate/rules.ts'
import { readDocument } from '../hocuspocus/read-document.ts'

const soon = { timeout: 15_000, interval: 50 }
const EVENTS = 1_500
const LONG = 'x'.repeat(1_000)
const site = await createInStore({
  storeRules: [rulesFor(bill, { events: { added: (_, { quantity }) => quantity % 50 !== 0 || 'not in fifties' } })],
})

test.each(['store', 'central'] as const)(
  '[UPS1] more than an update may be long, recorded at the %s while the internet is gone, arrives in pieces',
  async (where) => {
    const [here, there] = where === 'store' ? [site.store, site.central] : [site.central, site.store]
    await site.internet.cut()
    const till = await here.till('till')
    const order = till.open(bill, where)
    for (let n = 1; n <= EVENTS; n++) {
      const receipt = order.record('added', { name: `${n} ${LONG}`, quantity: n })
      // A device sends what it has recorded offline in one update, which may not be so long.
      if (n % 100 === 0) await Promise.allSettled([receipt.committed])
    }
    await site.internet.restore()
    await vi.waitFor(async () => expect(await recorded(there.pool, where)).toHaveLength(EVENTS), soon)
    const [first, second] = [await recorded(here.pool, where), await recorded(there.pool, where)]
    expect(asEverywhere(second)).toEqual(asEverywhere(first))
    const rejected = where === 'store' ? EVENTS / 50 : 0
    expect(second.filter(({ verdict }) => verdict === 'rejected')).toHaveLength(rejected)
    const { doc } = await readDocument(there.pool, { tenant: 'demo', entity: 'bill', id: where })
    expect(verdictsOf(doc).length).toBe(rejected)
    const breaches = await Promise.all([here, there].map(({ pool }) => pool.query('select code from docket.breaches')))
    expect(breaches.flatMap(({ rows }) => rows)).toEqual([])
  },
  120_000,
)
