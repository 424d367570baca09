import { expect, onTestFinished, test, vi } from 'vitest'
import { order } from '../../test/order.ts'
import { openTill } from '../../test/till.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { fakeClock } from '../testing/fakes.ts'
import { localServer } from '../testing/local-server.ts'
import { type DocumentHost, RefusedError, type Transport, type TransportHost } from '../transport/transport.ts'

/** A transport that says what the test says. */
function scriptedTransport() {
  const hosts: { store?: TransportHost; readonly documents: Map<string, DocumentHost> } = { documents: new Map() }
  const transport: Transport = {
    ledger: true,
    connect(host) {
      hosts.store = host
      return {
        attach(name, _, documentHost) {
          hosts.documents.set(name, documentHost)
          return { owns: () => false, detach: () => hosts.documents.delete(name) }
        },
        askForCheckpoint: () => undefined,
        close: () => undefined,
      }
    },
  }
  return { transport, hosts }
}

test('the status is the same object until it changes, and subscribers hear of changes only', async () => {
  const till = openTill()
  await till.ready
  const listener = vi.fn()
  const stop = till.subscribeStatus(listener)
  const before = till.status()
  expect(till.status()).toBe(before)
  const doc = till.open(order, 'o1')
  await doc.loaded
  await Promise.resolve()
  expect(till.status()).toBe(before)
  expect(listener).not.toHaveBeenCalled()
  await doc.record('created', { table_number: 4 }).saved
  await vi.waitFor(() => expect(till.status()).toMatchObject({ unsaved: 0, uncommitted: 1 }))
  expect(listener).toHaveBeenCalled()
  stop()
  const calls = listener.mock.calls.length
  await doc.record('state_changed', { new_status: 'paid' }).saved
  expect(listener).toHaveBeenCalledTimes(calls)
  await till.close()
})

test('[SAV2] what is recorded while its document is being loaded counts at once, and once', async () => {
  const disk = memoryStorage()
  const before = openTill({ storage: disk })
  await before.open(order, 'o1').record('created', { table_number: 4 }).saved
  await before.close()

  let load = (): void => undefined
  const hold = new Promise<void>((resolve) => (load = resolve))
  const storage: Storage = {
    ...disk,
    openDocument(name, doc) {
      const stored = disk.openDocument(name, doc)
      return { ...stored, loaded: hold.then(() => stored.loaded) }
    },
  }
  const till = openTill({ storage, clock: fakeClock(5_000) })
  onTestFinished(() => till.close())
  await till.ready
  const seen: number[] = []
  till.subscribeStatus(() => seen.push(till.status().uncommitted))
  expect(till.status().uncommitted).toBe(1)
  const doc = till.open(order, 'o1')
  doc.record('state_changed', { new_status: 'fired' })
  till.open(order, 'o2').record('created', { table_number: 5 })
  await vi.waitFor(() => expect(till.status()).toMatchObject({ uncommitted: 3, oldestUncommittedAt: 5_000 }))
  load()
  await doc.loaded
  await vi.waitFor(() => expect(till.status()).toMatchObject({ unsaved: 0, uncommitted: 3 }))
  expect(new Set(seen)).toEqual(new Set([3]))
})

test('a refused connection says why, until it is online again', async () => {
  const { transport, hosts } = scriptedTransport()
  const till = openTill({ transport })
  const refusal = new RefusedError('token_expired', 'The token has expired')
  expect(till.status().connection).toBe('offline')
  hosts.store?.onConnection('refused', refusal)
  expect(till.status()).toMatchObject({ connection: 'refused', error: refusal })
  hosts.store?.onConnection('online')
  expect(till.status()).toMatchObject({ connection: 'online' })
  expect(till.status()).not.toHaveProperty('error')
  await till.close()
})

test('a document that may not be opened says why; its events stay and others go on', async () => {
  const { transport, hosts } = scriptedTransport()
  const till = openTill({ transport })
  const [bad, good] = [till.open(order, 'bad'), till.open(order, 'good')]
  await Promise.all([bad.loaded, good.loaded])
  const receipts = [bad, good].map((doc) => doc.record('created', { table_number: 4 }))
  hosts.documents.get('demo/order/bad')?.onRefused(new RefusedError('entity_unknown', 'The server knows no orders'))
  hosts.documents.get('demo/order/good')?.onSynced()
  expect(bad.status).toMatchObject({ synced: false, uncommitted: 1, error: { code: 'entity_unknown' } })
  expect(good.status).toMatchObject({ synced: true })
  expect(good.status).not.toHaveProperty('error')
  expect(bad.state.table_number).toBe(4)
  await Promise.all(receipts.map(({ saved }) => saved))
  hosts.documents.get('demo/order/bad')?.onSynced()
  expect(bad.status).not.toHaveProperty('error')
  expect(till.status().quarantined).toBe(0)
  await till.close()
})

test('closing is done once, and whoever asks again waits for the same end', async () => {
  const till = openTill({ transport: localServer().transport() })
  till.open(order, 'o1').record('created', { table_number: 4 })
  const [first, second] = [till.close(), till.close()]
  await Promise.all([first, second])
  expect(till.status().unsaved).toBe(0)
})

test('a store needs a tenant, a device, and entities with different names', () => {
  expect(() => openTill({ tenant: 'a/b' })).toThrow('tenant "a/b" is not valid')
  expect(() => openTill({ device: '' })).toThrow('device')
  expect(() => openTill({ entities: [order, order] })).toThrow('Two entities are named "order"; rename one of them')
  expect(() => openTill({ entities: [] }).open(order, 'o1')).toThrow('The store knows no entity "order", only none')
  expect(() => openTill().open(order, 'a/b')).toThrow('id "a/b" is not valid')
})
