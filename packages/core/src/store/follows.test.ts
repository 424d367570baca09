import { expect, onTestFinished, test, vi } from 'vitest'
import { itemOf } from '../../test/order.ts'
import { settlingOrder as order } from '../../test/settling-order.ts'
import { tapped } from '../../test/tapped-transport.ts'
import { openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { localServer } from '../testing/local-server.ts'
import { RefusedError, type Transport } from '../transport/transport.ts'

const isOpen = { where: ({ status }: { readonly status: string }) => status === 'open' }

/** A tapped transport over which the server says no to a document, the first time that it is opened. */
function refusing(transport: Transport) {
  const refused = new Set<string>()
  const tap = tapped({
    ledger: true,
    connect(host) {
      const connection = transport.connect(host)
      return {
        close: () => connection.close(),
        askForCheckpoint: (name) => connection.askForCheckpoint(name),
        attach(name, doc, documentHost) {
          if (!refused.delete(name)) return connection.attach(name, doc, documentHost)
          queueMicrotask(() => documentHost.onRefused(new RefusedError('document_corrupt', 'its rows are damaged')))
          return { owns: () => false, detach: () => {} }
        },
      }
    },
  })
  return {
    ...tap,
    get names() {
      return tap.names
    },
    refuseOnce: (name: string) => void refused.add(name),
  }
}

async function setUp(count: number) {
  const server = localServer({ entities: [order] })
  const other = openTill({ device: 'other', entities: [order], transport: server.transport() })
  onTestFinished(() => other.close())
  for (let index = 0; index < count; index++) {
    const doc = other.open(order, `o${index}`)
    await doc.record('created', { table_number: index + 1 }).committed
    doc.close()
  }
  const storage = memoryStorage()
  const open = (disk: Storage = storage) => {
    const local = server.transport()
    const tap = refusing(local)
    const store = openTill({ storage: disk, entities: [order], transport: tap.transport })
    onTestFinished(() => store.close())
    return { store, local, tap, follow: store.follow(order, isOpen) }
  }
  return { server, other, storage, open }
}

const soon = { timeout: 10_000 }

test('[RET5] documents that nobody opened are on disk, out of memory, and can be edited offline after a reload', async () => {
  const { other, open, server } = await setUp(30)
  await other.open(order, 'o3').record('state_changed', { new_status: 'void' }).committed
  const first = open()
  await vi.waitFor(() => expect(first.follow.status()).toEqual({ matching: 29, onDisk: 29 }), soon)
  await vi.waitFor(() => expect(first.store.peek(order, 'o7')).toBeUndefined())
  expect(first.tap.attached('demo/order/o3')).toBe(0)
  await first.store.close()

  const second = open()
  second.local.cut()
  await second.store.ready
  await vi.waitFor(() => expect(second.follow.status()).toEqual({ matching: 29, onDisk: 29 }), soon)
  const doc = second.store.open(order, 'o7')
  await doc.loaded
  expect(doc.state.table_number).toBe(8)
  const { committed } = doc.record('item_added', itemOf('soup'))
  second.local.restore()
  await committed
  expect(server.eventsOf('demo/order/o7')).toHaveLength(2)
})

test('[RET5] a document is brought once for what is new in it, and not again after a reload', async () => {
  const { other, open, storage } = await setUp(3)
  const first = open()
  await vi.waitFor(() => expect(first.follow.status()).toEqual({ matching: 3, onDisk: 3 }), soon)
  expect([...first.tap.names].toSorted()).toEqual(['demo/order/o0', 'demo/order/o1', 'demo/order/o2'])
  const statuses = vi.fn()
  first.follow.subscribe(statuses)
  await other.open(order, 'o1').record('item_added', itemOf('soup')).committed
  await vi.waitFor(() => expect(first.tap.attached('demo/order/o1')).toBe(2), soon)
  await vi.waitFor(() => expect(first.follow.status()).toEqual({ matching: 3, onDisk: 3 }), soon)
  expect(statuses).toHaveBeenCalled()
  await first.store.close()

  const second = open()
  await vi.waitFor(() => expect(second.follow.status()).toEqual({ matching: 3, onDisk: 3 }), soon)
  expect(second.store.status().connection).toBe('online')
  await other.open(order, 'o2').record('item_added', itemOf('soup')).committed
  await vi.waitFor(() => expect(second.tap.attached('demo/order/o2')).toBe(1), soon)
  expect(second.tap.names).toEqual(['demo/order/o2'])
  await second.store.close()

  // What has left the disk is brought again, whatever the catalogue says.
  await storage.deleteDocument('demo/order/o0')
  const third = open()
  await vi.waitFor(() => expect(third.tap.names).toEqual(['demo/order/o0']), soon)
})

test('[RET5] few are opened at a time', async () => {
  const { open, storage } = await setUp(40)
  let [opened, most] = [0, 0]
  const counting: Storage = {
    ...storage,
    openDocument(name, doc) {
      const stored = storage.openDocument(name, doc)
      most = Math.max(most, ++opened)
      const close = async (): Promise<void> => {
        opened--
        await stored.close()
      }
      return { ...stored, close }
    },
  }
  const till = open(counting)
  await vi.waitFor(() => expect(till.follow.status()).toEqual({ matching: 40, onDisk: 40 }), soon)
  expect(most).toBe(4)
  await vi.waitFor(() => expect(opened).toBe(0))
})

test('[RET5] what the server refuses does not keep the others; what was not to be had comes with the network', async () => {
  const { open } = await setUp(9)
  const till = open()
  till.tap.refuseOnce('demo/order/o4')
  await vi.waitFor(() => expect(till.follow.status()).toEqual({ matching: 9, onDisk: 8 }), soon)
  till.local.cut()
  till.local.restore()
  await vi.waitFor(() => expect(till.follow.status()).toEqual({ matching: 9, onDisk: 9 }), soon)
})
