import { expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { openTill } from '../../test/till.ts'
import { defineEntity } from '../entity/define-entity.ts'
import type { Entity } from '../entity/entity.ts'
import { memoryStorage } from '../storage/memory-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { localServer } from '../testing/local-server.ts'
import type { Store } from './store.ts'

const initial = { names: [] as readonly string[], tip: 0 }

const oldNote = defineEntity('note', {
  initial,
  events: {
    added: { payload: z.object({ name: z.string() }), evolve: (s, { name }) => ({ ...s, names: [...s.names, name] }) },
  },
})

const newNote = defineEntity('note', {
  initial,
  events: {
    added: {
      version: 2,
      upcasters: { 1: (payload) => ({ first: z.object({ name: z.string() }).parse(payload).name, last: '' }) },
      payload: z.object({ first: z.string(), last: z.string() }),
      evolve: (s, { first, last }) => ({ ...s, names: [...s.names, `${first} ${last}`.trim()] }),
    },
    tipped: { payload: z.object({ amount: z.int() }), evolve: (s, { amount }) => ({ ...s, tip: s.tip + amount }) },
  },
})

/** Devices of both ages, at a server that knows the new definition. */
function fleet() {
  const server = localServer({ entities: [newNote as unknown as Entity] })
  const device = (name: string, entity: unknown, storage: Storage = memoryStorage()): Store => {
    const store = openTill({ device: name, entities: [entity as Entity], storage, transport: server.transport() })
    onTestFinished(() => store.close())
    return store
  }
  return { server, device }
}

test('[FLD3] an older device keeps and shows what it does not know, counts it, and goes on', async () => {
  const { server, device } = fleet()
  const storage = memoryStorage()
  const [older, newer] = [device('older', oldNote, storage), device('newer', newNote)]
  const [here, there] = [older.open(oldNote, 'n1'), newer.open(newNote, 'n1')]
  await here.record('added', { name: 'Ann' }).committed
  await vi.waitFor(() => expect(there.state.names).toEqual(['Ann']))
  await there.record('added', { first: 'Ben', last: 'Okafor' }).committed
  await there.record('tipped', { amount: 5 }).committed
  await vi.waitFor(() => expect(here.status.notUnderstood).toBe(2))
  expect(there.status.notUnderstood).toBe(0)
  expect(here.state).toEqual({ names: ['Ann'], tip: 0 })
  expect(here.history().map(({ effect }) => effect.kind)).toEqual(['applied', 'not_understood', 'not_understood'])
  await here.record('added', { name: 'Cleo' }).committed
  await vi.waitFor(() => expect(there.state).toEqual({ names: ['Ann', 'Ben Okafor', 'Cleo'], tip: 5 }))

  // The application is updated: the very same events, from this device's own disk.
  await older.close()
  const updated = openTill({ entities: [newNote as unknown as Entity], storage })
  onTestFinished(() => updated.close())
  const doc = updated.open(newNote, 'n1')
  await doc.loaded
  expect(doc.status).toMatchObject({ events: 4, notUnderstood: 0 })
  expect(doc.state).toEqual(there.state)
  expect(doc.history().map(({ event }) => event)).toEqual(there.history().map(({ event }) => event))
  expect(server.eventsOf('demo/note/n1')).toHaveLength(4)
})

test('[FLD3] a newer device upcasts what older ones record, also what they record again', async () => {
  const { server, device } = fleet()
  const [older, newer] = [device('older', oldNote), device('newer', newNote)]
  const [here, there] = [older.open(oldNote, 'n1'), newer.open(newNote, 'n1')]
  const receipt = there.record('tipped', { amount: 5 })
  await receipt.committed
  await here.record('added', { name: 'Ann' }).committed
  await vi.waitFor(() => expect(there.state).toEqual({ names: ['Ann'], tip: 5 }))
  await vi.waitFor(() => expect(here.status.notUnderstood).toBe(1))
  expect(server.eventsOf('demo/note/n1').map(({ v }) => v)).toEqual([1, 1])
})

test('[FLD3] [REJ2] an older device does not record again what it does not understand; a newer one can', async () => {
  let isStrict = true
  const server = localServer({
    entities: [newNote as unknown as Entity],
    reject: () => (isStrict ? { code: 'no', reason: 'not now' } : undefined),
  })
  const older = openTill({ device: 'older', entities: [oldNote as unknown as Entity], transport: server.transport() })
  const newer = openTill({ device: 'newer', entities: [newNote as unknown as Entity], transport: server.transport() })
  onTestFinished(() => older.close())
  onTestFinished(() => newer.close())
  const [here, there] = [older.open(oldNote, 'n1'), newer.open(newNote, 'n1')]
  const old = here.record('added', { name: 'Ann' })
  await expect(old.committed).rejects.toMatchObject({ code: 'no' })
  const fresh = there.record('added', { first: 'Ben', last: 'Okafor' })
  const tip = there.record('tipped', { amount: 5 })
  await expect(tip.committed).rejects.toMatchObject({ code: 'no' })
  isStrict = false
  await vi.waitFor(() => expect(here.status.rejected).toBe(3))
  // Rejected: whatever it is, it has no effect, and no update helps.
  expect(here.status.notUnderstood).toBe(0)
  const at = { entity: 'note', id: 'n1' }
  const again = { action: 'recordAgain' } as const
  await expect(older.rejections.resolve({ ...at, event: fresh.event }, again)).rejects.toMatchObject({
    code: 'payload_invalid',
    message: expect.stringContaining('update the application') as string,
  })
  await expect(older.rejections.resolve({ ...at, event: tip.event }, again)).rejects.toMatchObject({
    code: 'payload_invalid',
  })
  expect(here.history()).toHaveLength(3)
  // The payload is of version 1, and is recorded as such.
  const receipt = await newer.rejections.resolve({ ...at, event: old.event }, again)
  await receipt.committed
  expect(receipt.event).toMatchObject({ v: 1, payload: { name: 'Ann' } })
  await vi.waitFor(() => expect([here.state.names, there.state.names]).toEqual([['Ann'], ['Ann']]))
})
