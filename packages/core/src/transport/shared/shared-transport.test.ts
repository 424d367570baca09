import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { itemOf, order } from '../../../test/order.ts'
import { openTill } from '../../../test/till.ts'
import { memoryStorage } from '../../storage/memory-storage.ts'
import { createStore } from '../../store/create-store.ts'
import type { Store } from '../../store/store.ts'
import { conformanceNote } from '../../testing/conformance-note.ts'
import { type LocalServer, localServer } from '../../testing/local-server.ts'
import type { LocalTransport } from '../../testing/local-transport.ts'
import { transportConformance } from '../../testing/transport-conformance.ts'
import { sharedTransport } from './shared-transport.ts'
import type { TabMessage } from './tab-messages.ts'

/** Devices of their own, although they are in one process. */
let devices = 0
const opened: Store[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
})

const benches = [
  { which: 'the tab that has the connection', openLeader: () => undefined },
  {
    which: 'a tab whose sibling has the connection',
    openLeader(transport: LocalTransport, name: string) {
      const leader = createStore({
        tenant: 'demo',
        user: 'ann',
        device: name,
        entities: [conformanceNote],
        transport: sharedTransport(transport, { name }),
      })
      opened.push(leader)
    },
  },
]

describe.each(benches)('sharedTransport, $which', ({ openLeader }) => {
  const suite = transportConformance(() => {
    const server = localServer({ entities: [conformanceNote] })
    const clientOf = (side: string) => {
      const name = `${side}-${++devices}`
      const local = server.transport()
      openLeader(local, name)
      const transport = sharedTransport(local, { name })
      return { transport, user: 'ann', device: side, cut: () => local.cut(), restore: () => local.restore() }
    }
    return {
      tenant: 'demo',
      left: clientOf('left'),
      right: clientOf('right'),
      holdCommits: () => server.holdCommits(),
      releaseCommits: () => server.releaseCommits(),
      stop: () => undefined,
    }
  })
  for (const { title, run } of suite) test(title, run)
})

/** A tab has a cable of its own, so that it shows whose connection is in use. */
function openTab(server: LocalServer, name: string) {
  const network = server.transport()
  const store = openTill({ transport: sharedTransport(network, { name }) })
  opened.push(store)
  return { network, store, doc: store.open(order, 'o1') }
}

/** Two tabs of one device, of which the first gets the connection. */
function openTwoTabs(server: LocalServer) {
  const name = `device-${++devices}`
  return [openTab(server, name), openTab(server, name)] as const
}

const itemsOf = ({ doc }: ReturnType<typeof openTab>) => doc.state.items.map(({ id }) => id)

describe('tabs of one device', () => {
  test('[TAB1] an event is seen in the other tab without a network, and is uncommitted in both', async () => {
    const server = localServer({ entities: [order] })
    const [a, b] = openTwoTabs(server)
    for (const { network } of [a, b]) network.cut()
    await Promise.all([a.doc.loaded, b.doc.loaded])
    a.doc.record('item_added', itemOf('soup'))
    b.doc.record('item_added', itemOf('bread'))
    await vi.waitFor(() => {
      expect(itemsOf(a)).toHaveLength(2)
      expect(itemsOf(b)).toEqual(itemsOf(a))
    })
    a.doc.record('item_removed', { item_id: 'soup' })
    await vi.waitFor(() => expect(itemsOf(b)).toEqual(['bread']))
    expect([a.doc.status.uncommitted, b.doc.status.uncommitted]).toEqual([3, 3])
    expect(server.eventsOf('demo/order/o1')).toEqual([])
    for (const { network } of [a, b]) network.restore()
    await vi.waitFor(() => expect([a.doc.status.uncommitted, b.doc.status.uncommitted]).toEqual([0, 0]))
    expect(server.eventsOf('demo/order/o1')).toHaveLength(3)
  })

  test('[TAB1] a tab that opens a document later, without a network, has what the others recorded', async () => {
    const server = localServer({ entities: [order] })
    const name = `device-${++devices}`
    const a = openTab(server, name)
    a.network.cut()
    await a.doc.loaded
    a.doc.record('item_added', itemOf('soup'))
    const late = openTab(server, name)
    await vi.waitFor(() => expect(itemsOf(late)).toEqual(['soup']))
    expect(late.doc.status.uncommitted).toBe(1)
  })

  test('[TAB1] a list shows an order that another tab has made without a network, until and after it is committed', async () => {
    const server = localServer({ entities: [order] })
    const [a, b] = openTwoTabs(server)
    for (const { network } of [a, b]) network.cut()
    await Promise.all([a.doc.loaded, b.doc.loaded])
    const list = b.store.list(order)
    const made = a.store.open(order, 'o2')
    await made.loaded
    made.record('created', { table_number: 4 })
    await vi.waitFor(() => expect(list.rows()).toMatchObject([{ id: 'o2', uncommitted: 1 }]))
    expect(b.store.status().uncommitted).toBe(1)
    for (const { network } of [a, b]) network.restore()
    await vi.waitFor(() => expect(list.rows()).toMatchObject([{ id: 'o2', uncommitted: 0 }]))
  })

  test('[TAB1] [COM1] when the tab with the connection closes, another sends what is not committed, once', async () => {
    const server = localServer({ entities: [order] })
    const name = `device-${++devices}`
    const [leader, second, third] = [openTab(server, name), openTab(server, name), openTab(server, name)]
    const tabs = [leader, second, third]
    await vi.waitFor(() => expect(tabs.every(({ doc }) => doc.status.synced)).toBe(true))
    server.holdCommits()
    const ids = tabs.map(({ doc }, index) => doc.record('item_added', itemOf(`of-${index}`)).event.id)
    await vi.waitFor(() => expect(tabs.every((tab) => itemsOf(tab).length === 3)).toBe(true))
    await leader.store.close()
    server.releaseCommits()
    await vi.waitFor(() => expect([second.doc, third.doc].map(({ status }) => status.uncommitted)).toEqual([0, 0]))
    expect(
      server
        .eventsOf('demo/order/o1')
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted())
    await third.doc.record('item_added', itemOf('afterwards')).committed
    await vi.waitFor(() => expect(itemsOf(second)).toContain('afterwards'))
  })

  test('[TAB1] one connection serves all tabs', async () => {
    const server = localServer({ entities: [order] })
    const [first, second] = openTwoTabs(server)
    const isOnline = ({ store }: ReturnType<typeof openTab>) => store.status().connection === 'online'
    await vi.waitFor(() => expect([first, second].every(isOnline)).toBe(true))
    second.network.cut()
    await second.doc.record('item_added', itemOf('soup')).committed
    first.network.cut()
    await vi.waitFor(() => expect([first, second].some(isOnline)).toBe(false))
  })

  test('[TAB1] a tab that knows no summaries gets all, also from a connection that has asked for newer ones only', async () => {
    const server = localServer({ entities: [order] })
    const [first, second] = openTwoTabs(server)
    const elsewhere = openTill({ transport: server.transport() })
    opened.push(elsewhere)
    await elsewhere.open(order, 'o3').record('created', { table_number: 4 }).committed
    await vi.waitFor(() => expect([...second.store.list(order).rows()]).toHaveLength(1))
    await first.store.close()
    // The second one leads now, and has asked for what is newer than it knows.
    await vi.waitFor(() => expect(second.store.status().connection).toBe('online'))
    const late = openTill({ transport: sharedTransport(server.transport(), { name: `device-${devices}` }) })
    opened.push(late)
    await vi.waitFor(() => expect(late.list(order).rows()).toMatchObject([{ id: 'o3' }]))
  })

  test('[QUA1] a refusal reaches all tabs that have the document, and each goes on with what the server takes', async () => {
    const server = localServer({ entities: [order], maxEvents: 2 })
    const [a, b] = openTwoTabs(server)
    const tabs = [a, b]
    await a.doc.record('item_added', itemOf('one')).committed
    await a.doc.record('item_added', itemOf('two')).committed
    await vi.waitFor(() => expect(itemsOf(b)).toEqual(['one', 'two']))
    const refused = b.doc.record('item_added', itemOf('three'))
    await expect(refused.committed).rejects.toMatchObject({ code: 'document_quarantined' })
    await vi.waitFor(() =>
      expect(tabs.map(itemsOf)).toEqual([
        ['one', 'two'],
        ['one', 'two'],
      ]),
    )
    await vi.waitFor(() => expect(tabs.map(({ doc }) => doc.status.uncommitted)).toEqual([0, 0]))
    expect(server.eventsOf('demo/order/o1')).toHaveLength(2)
  })

  test('[QUA1] [QUA4] a tab that opens a refused copy from the disk goes on with the fresh one, and spoils it for nobody', async () => {
    const server = localServer({ entities: [order] })
    const name = `device-${++devices}`
    const storage = memoryStorage()
    const spoilt = new Y.Doc()
    const stored = storage.openDocument('demo/order/o1', spoilt)
    await stored.loaded
    spoilt.getArray('events').push([{ it: 'is no event' }])
    await stored.flush()
    await stored.close()
    const openStore = () => {
      const store = openTill({ storage, transport: sharedTransport(server.transport(), { name }) })
      opened.push(store)
      return store
    }
    const [a, b] = [openStore(), openStore()]
    // The other tab has read that nothing is kept aside.
    await b.open(order, 'o2').loaded
    const doc = a.open(order, 'o1')
    await vi.waitFor(() => expect(a.quarantine.entries()).toHaveLength(1))
    await vi.waitFor(() => expect(doc.status).toMatchObject({ synced: true }))
    expect(b.quarantine.entries()).toEqual([])

    const errors: unknown[] = []
    doc.subscribe(() => errors.push(doc.status.error))
    const late = b.open(order, 'o1')
    await vi.waitFor(() => expect(b.quarantine.entries()).toHaveLength(1))
    const { event, committed } = late.record('item_added', itemOf('soup'))
    await committed
    await vi.waitFor(() => expect(doc.state.items.map(({ id }) => id)).toEqual(['soup']))
    expect(server.eventsOf('demo/order/o1')).toEqual([event])
    expect(errors.filter((error) => error !== undefined)).toEqual([])
    expect(await storage.openQuarantine('demo').read()).toMatchObject([{ id: 'o1', generation: 1 }])
  })

  test('[TAB1] what a tab said last is sent, although the others hear its death before', async () => {
    const server = localServer({ entities: [order] })
    const leader = openTab(server, `device-${++devices}`)
    await vi.waitFor(() => expect(leader.doc.status.synced).toBe(true))
    // The connection has never heard of this tab, or has forgotten it.
    const dead = new BroadcastChannel(`docket/2/demo/device-${devices}`)
    const elsewhere = openTill()
    opened.push(elsewhere)
    const { event } = elsewhere.open(order, 'o1').record('item_added', itemOf('soup'))
    const doc = new Y.Doc()
    doc.getArray('events').push([event])
    const update = Y.encodeStateAsUpdate(doc)
    const last: TabMessage = { kind: 'update', name: 'demo/order/o1', generation: 0, update }
    dead.postMessage(last)
    await vi.waitFor(() => expect(itemsOf(leader)).toEqual(['soup']))
    await vi.waitFor(() => expect(leader.doc.status.uncommitted).toBe(0))
    expect(server.eventsOf('demo/order/o1')).toEqual([event])
    dead.close()
  })
})
