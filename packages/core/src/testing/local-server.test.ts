import { describe, expect, test, vi } from 'vitest'
import { itemOf, order } from '../../test/order.ts'
import { createStore } from '../store/create-store.ts'
import { conformanceNote } from './conformance-note.ts'
import { type LocalServer, type LocalServerOptions, localServer } from './local-server.ts'
import { transportConformance } from './transport-conformance.ts'

const holding = (server: LocalServer) => ({
  holdCommits: () => server.holdCommits(),
  releaseCommits: () => server.releaseCommits(),
})

describe('localServer', () => {
  const suite = transportConformance(() => {
    const server = localServer({ entities: [conformanceNote] })
    const clientOf = (device: string) => {
      const transport = server.transport()
      return { transport, user: 'ann', device, cut: () => transport.cut(), restore: () => transport.restore() }
    }
    return {
      tenant: 'demo',
      left: clientOf('left'),
      right: clientOf('right'),
      ...holding(server),
      stop: () => undefined,
    }
  })
  for (const { title, run } of suite) test(title, run)

  function setUp(options?: LocalServerOptions) {
    const server = localServer({ entities: [order], ...options })
    const openTill = (device: string, tenant = 'demo') =>
      createStore({ tenant, user: 'ann', device, entities: [order], transport: server.transport() })
    return { server, openTill }
  }

  test('while commits are held, nothing is broadcast or reported', async () => {
    const { server, openTill } = setUp()
    const [till, kitchen] = [openTill('till'), openTill('kitchen')]
    const [ours, theirs] = [till.open(order, 'o1'), kitchen.open(order, 'o1')]
    await vi.waitFor(() => expect(theirs.status.synced && ours.status.synced).toBe(true))
    server.holdCommits()
    const receipt = ours.record('created', { table_number: 4 })
    await receipt.saved
    // Another document's way to the server and back: what was under way before it has arrived.
    const elsewhere = till.open(order, 'o2')
    await vi.waitFor(() => expect(elsewhere.status.synced).toBe(true))
    expect(ours.history()[0]?.saveState).toBe('saved')
    expect(theirs.history()).toEqual([])
    expect(kitchen.list(order).rows()).toEqual([])
    expect(server.eventsOf('demo/order/o1')).toEqual([])
    server.releaseCommits()
    await receipt.committed
    await vi.waitFor(() => expect(theirs.state.table_number).toBe(4))
    expect(server.eventsOf('demo/order/o1')).toEqual([receipt.event])
    await Promise.all([till.close(), kitchen.close()])
  })

  test('the reject hook appends verdicts', async () => {
    const { openTill } = setUp({
      reject: ({ type }) => (type === 'state_changed' ? { code: 'forbidden', reason: 'not on a Sunday' } : undefined),
    })
    const till = openTill('till')
    const doc = till.open(order, 'o1')
    await doc.record('item_added', itemOf('soup')).committed
    await expect(doc.record('state_changed', { new_status: 'void' }).committed).rejects.toMatchObject({
      code: 'forbidden',
      message: 'not on a Sunday',
    })
    expect(doc.state.status).toBe('open')
    await till.close()
  })

  test('[TEN1] tenants see nothing of one another', async () => {
    const { openTill } = setUp()
    const [ours, theirs] = [openTill('till', 'ours'), openTill('till', 'theirs')]
    const doc = theirs.open(order, 'o1')
    await ours.open(order, 'o1').record('created', { table_number: 4 }).committed
    await theirs.open(order, 'o2').record('created', { table_number: 5 }).committed
    expect(doc.history()).toEqual([])
    expect(
      theirs
        .list(order)
        .rows()
        .map(({ id }) => id),
    ).toEqual(['o2'])
    await Promise.all([ours.close(), theirs.close()])
  })
})

test('events are told in the order in which they were committed, whoever appended apart', async () => {
  // Yjs orders what was appended apart by the clients' numbers, which are random.
  for (let round = 0; round < 8; round++) {
    const server = localServer({ entities: [order] })
    const transports = [server.transport(), server.transport()]
    const tills = transports.map((transport, index) =>
      createStore({ tenant: 'demo', user: 'ann', device: `till-${index}`, entities: [order], transport }),
    )
    const documents = tills.map((till) => till.open(order, 'o1'))
    for (const document of documents) await vi.waitFor(() => expect(document.status.synced).toBe(true))
    for (const transport of transports) transport.cut()
    const receipts = documents.map((document, index) => document.record('item_added', itemOf(`item-${index}`)))
    for (const index of [1, 0]) {
      transports[index]?.restore()
      await receipts[index]?.committed
    }
    expect(server.eventsOf('demo/order/o1')).toEqual([receipts[1]?.event, receipts[0]?.event])
    for (const till of tills) await till.close()
  }
})
