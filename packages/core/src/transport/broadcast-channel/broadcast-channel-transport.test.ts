import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { itemOf, order } from '../../../test/order.ts'
import { openTill } from '../../../test/till.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import type { StoreOptions } from '../../store/create-store.ts'
import { transportConformance } from '../../testing/transport-conformance.ts'
import { broadcastChannelTransport } from './broadcast-channel-transport.ts'

/** The machine may be busy with other tests. */
const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 5 })

let channels = 0

describe('broadcastChannelTransport', () => {
  const suite = transportConformance(
    () => {
      const name = `bench-${++channels}`
      const clientOf = (device: string) => {
        const transport = broadcastChannelTransport({ name })
        return { transport, user: 'ann', device, cut: () => undefined, restore: () => undefined }
      }
      return {
        tenant: 'demo',
        left: clientOf('left'),
        right: clientOf('right'),
        holdCommits: () => undefined,
        releaseCommits: () => undefined,
        stop: () => undefined,
      }
    },
    { ledger: false, network: false },
  )
  for (const { title, run } of suite) test(title, run)
})

function tab(name: string, options: Partial<StoreOptions> = {}) {
  const store = openTill({ transport: broadcastChannelTransport({ name }), ...options })
  onTestFinished(() => store.close())
  return store
}

test('[TRN2] a store that opens a document later gets it from one that has it open, and brings its own', async () => {
  const name = `late-${++channels}`
  const first = tab(name).open(order, 'o1')
  first.record('item_added', itemOf('tea'))
  const second = tab(name).open(order, 'o1')
  second.record('item_added', itemOf('cake'))
  await until(() => {
    for (const { state } of [first, second]) expect(state.items.map(({ id }) => id)).toEqual(['tea', 'cake'])
  })
  await until(() => expect([first.status.synced, second.status.synced]).toEqual([true, true]))
})

test('[TRN2] what a store has from before goes to one that has the document open already', async () => {
  const [name, storage] = [`before-${++channels}`, memoryStorage()]
  const before = openTill({ storage })
  await before.open(order, 'o1').record('item_added', itemOf('tea')).saved
  await before.close()
  const first = tab(name).open(order, 'o1')
  await until(() => expect(first.status.synced).toBe(true))
  tab(name, { storage }).open(order, 'o1')
  await until(() => expect(first.state.items.map(({ id }) => id)).toEqual(['tea']))
})

test('[TRN2] a store that is alone is synced', async () => {
  const doc = tab(`alone-${++channels}`).open(order, 'o1')
  await until(() => expect(doc.status.synced).toBe(true))
})

test('[TRN2] what one records is listed by another that has not opened it', async () => {
  const name = `lists-${++channels}`
  const [first, second] = [tab(name), tab(name)]
  const list = second.list(order)
  first.open(order, 'o1').record('item_added', itemOf('tea'))
  await until(() => expect(list.rows().map(({ id }) => id)).toEqual(['o1']))
})

test('[TEN1] stores of another tenant, and of another name, hear nothing', async () => {
  const name = `tenants-${++channels}`
  const [ours, theirs, named, same] = [tab(name), tab(name, { tenant: 'other' }), tab(`${name}-2`), tab(name)]
  const [spy, stranger, friend] = [theirs, named, same].map((store) => store.open(order, 'o1'))
  ours.open(order, 'o1').record('item_added', itemOf('tea'))
  await until(() => expect(friend?.status.events).toBe(1))
  expect([spy?.status.events, stranger?.status.events]).toEqual([0, 0])
})
