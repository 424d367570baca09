import { tmpdir } from 'node:os'
import { defineEntity } from '@docket/core'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { bill, createInStore, recorded } from '../../test/in-store.ts'
import { runDocket } from '../../test/run-docket.ts'
import { refusals } from '../ledger/upstream-refused.ts'

const note = defineEntity('note', {
  initial: { texts: [] as string[] },
  events: {
    written: { payload: z.object({ text: z.string() }), evolve: (s, { text }) => ({ texts: [...s.texts, text] }) },
  },
})
const soon = { timeout: 20_000, interval: 20 }
const site = await createInStore()
site.store.entities.push(note)
const keptAside = () => refusals(site.store.pool, { tenant: 'demo', url: `ws://127.0.0.1:${site.internet.port}/sync` })

test('[UPS7] what the central server refuses is kept aside with its code, the rest goes on, and it is tried again', async () => {
  const till = await site.store.till('till-1')
  await till.open(note, 'n').record('written', { text: 'unheard of' }).committed
  await till.open(bill, 'b').record('added', { name: 'soup', quantity: 1 }).committed
  await vi.waitFor(async () => expect(await recorded(site.central.pool, 'b')).toHaveLength(1), soon)
  await vi.waitFor(
    async () => expect(await keptAside()).toMatchObject([{ direction: 'up' }, { direction: 'down' }]),
    soon,
  )
  expect(await keptAside()).toMatchObject([
    { entity: 'note', id: 'n', code: 'entity_unknown' },
    { entity: 'note', id: 'n', code: 'entity_unknown' },
  ])
  const { stdout } = await runDocket(tmpdir(), ['upstream', 'status'], { DATABASE_URL: site.store.url })
  expect(stdout).toMatch(/^demo at ws:\/\/127\.0\.0\.1:\d+\/sync: it has this ledger up to number \d+ of 2,/)
  expect(stdout).toMatch(/kept aside \(up\) since .*: note\/n, entity_unknown: /)
  await till.open(bill, 'b').record('added', { name: 'tea', quantity: 1 }).committed
  await vi.waitFor(async () => expect(await recorded(site.central.pool, 'b')).toHaveLength(2), soon)

  site.central.entities.push(note)
  await site.central.restart()
  await till.open(note, 'n').record('written', { text: 'heard of' }).committed
  await vi.waitFor(async () => expect(await recorded(site.central.pool, 'n')).toHaveLength(2), soon)
  await vi.waitFor(async () => expect(await keptAside()).toEqual([]), soon)
})

test('[UPS7] what the store does not know is kept aside there, and the rest comes down', async () => {
  const memo = defineEntity('memo', { initial: {}, events: { written: { payload: z.object({}), evolve: () => ({}) } } })
  site.central.entities.push(memo)
  await site.central.restart()
  const office = await site.central.till('office')
  await office.open(memo, 'm').record('written', {}).committed
  await office.open(bill, 'later').record('added', { name: 'soup', quantity: 1 }).committed
  await vi.waitFor(async () => expect(await recorded(site.store.pool, 'later')).toHaveLength(1), soon)
  await vi.waitFor(async () => expect(await keptAside()).toMatchObject([{ id: 'm' }, { id: 'm' }]), soon)
  expect((await keptAside()).map(({ code }) => code)).toEqual(['entity_unknown', 'entity_unknown'])
})
